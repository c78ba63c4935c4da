// Remembers, in this browser only, which upload belongs to which file, so that sending goes on after the tab was closed.
// The link's secret is never stored: everything is filed under a hash of it.

const PREFIX = "coffer:";
const EDGE = 64 * 1024;

const hex = (bytes: ArrayBuffer): string => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

export async function sha256(data: BufferSource): Promise<string> {
  return hex(await crypto.subtle.digest("SHA-256", data));
}

/** Name, size, time and the first and last 64 KiB: enough to tell that a file is still the one whose half is there. */
export async function fingerprint(name: string, file: File): Promise<string> {
  const head = await file.slice(0, EDGE).arrayBuffer();
  const tail = await file.slice(Math.max(0, file.size - EDGE)).arrayBuffer();
  const facts = new TextEncoder().encode(`${name}\n${file.size}\n${file.lastModified}\n`);
  return (await sha256(await new Blob([facts, head, tail]).arrayBuffer())).slice(0, 32);
}

export class Memory {
  private constructor(private readonly key: string | null) {}

  static async of(link: string): Promise<Memory> {
    // Without a secure context there is no hashing, and so nothing is remembered.
    if (!globalThis.crypto?.subtle) return new Memory(null);
    return new Memory(PREFIX + (await sha256(new TextEncoder().encode(`upload request\n${link}`))).slice(0, 32));
  }

  private all(): Record<string, string> {
    try {
      return (this.key && JSON.parse(localStorage.getItem(this.key) ?? "{}")) || {};
    } catch {
      // Storage may be off, full or written to by hand; sending works without it.
      return {};
    }
  }

  private write(all: Record<string, string>): void {
    try {
      if (!this.key) return;
      if (Object.keys(all).length) localStorage.setItem(this.key, JSON.stringify(all));
      else localStorage.removeItem(this.key);
    } catch {
      // As above.
    }
  }

  upload(print: string): string | null {
    return this.all()[print] ?? null;
  }

  remember(print: string, upload: string): void {
    this.write({ ...this.all(), [print]: upload });
  }

  forget(print: string): void {
    const { [print]: _gone, ...rest } = this.all();
    this.write(rest);
  }
}
