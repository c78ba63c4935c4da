// A tus 1.0 client (https://tus.io/protocols/resumable-upload): creation, offset, checksum, termination.
// It reports only offsets that the server confirmed, waits out every fault that may pass, and never sends a byte twice
// that the server already has.
import { ApiError, fault, problemOf, unreachable } from "../api/client";

const MIN_CHUNK = 256 * 1024;
/** Fits through proxies that cut bodies at 100 MB, and costs at most this much work after a cut. */
export const MAX_CHUNK = 16 * 1024 * 1024;
/** A chunk should take about this long: short enough for honest progress on a slow line. */
const CHUNK_SECONDS = 2;
const MAX_WAIT_SECONDS = 30;

export interface Sending {
  file: Blob;
  /** Key and value pairs for Upload-Metadata. */
  metadata: Record<string, string>;
  /** Headers that prove who sends. */
  headers: Record<string, string>;
  /** Continue this upload instead of creating one. */
  id?: string | null;
  signal: AbortSignal;
  created?: (id: string) => void;
  /** Bytes that the server holds durably. */
  confirmed?: (offset: number) => void;
  /** A fault that may pass: trying again after `seconds`. */
  waiting?: (seconds: number, why: ApiError) => void;
  base?: string;
}

/** The size of the next chunk, given what the last one took. */
export function nextChunk(last: number, seconds: number): number {
  const wanted = (last / Math.max(seconds, 0.001)) * CHUNK_SECONDS;
  // At most fourfold at a time: one lucky chunk says little.
  const grown = Math.min(wanted, last * 4);
  return Math.round(Math.min(MAX_CHUNK, Math.max(MIN_CHUNK, grown)));
}

/** Upload-Metadata: keys with base64 values (of UTF-8), joined by commas. */
export function encodeMetadata(metadata: Record<string, string>): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key} ${base64(new TextEncoder().encode(value))}`)
    .join(",");
}

export function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Whether the same request may succeed later without anybody doing anything. */
export function mayPass(problem: { status: number; code: string }): boolean {
  const { status, code } = problem;
  return (
    status === 0 || status === 408 || status === 423 || status === 429 || status === 460 || status === 502 ||
    status === 503 || status === 504 || code === "offset-mismatch"
  );
}

/** Sends the whole file and returns the upload's id. Throws ApiError when only a person can help, AbortError when paused. */
export async function upload(sending: Sending): Promise<string> {
  const base = sending.base ?? "/api/v1/uploads";
  const { file, signal } = sending;
  let id = sending.id ?? null;
  let offset = 0;
  let known = false;
  let chunk = MIN_CHUNK * 4;
  let faults = 0;
  let checksum: boolean | null = null;

  for (;;) {
    try {
      checksum ??= await offersSha256(base, sending);
      if (!id) {
        id = await create(base, sending);
        sending.created?.(id);
        offset = 0;
        known = true;
      } else if (!known) {
        const stands = await head(`${base}/${id}`, sending);
        if (stands === null) {
          // The server no longer knows it: it expired or was withdrawn.
          id = null;
          continue;
        }
        offset = stands;
        known = true;
      }
      sending.confirmed?.(offset);
      if (offset >= file.size) return id;

      const slice = await read(file, offset, Math.min(file.size, offset + chunk));
      const started = performance.now();
      offset = await patch(`${base}/${id}`, sending, slice, offset, checksum);
      chunk = nextChunk(slice.byteLength, (performance.now() - started) / 1000);
      faults = 0;
      sending.confirmed?.(offset);
      if (offset >= file.size) return id;
    } catch (error) {
      if (signal.aborted || !(error instanceof ApiError) || !mayPass(error.problem)) throw error;
      known = false;
      chunk = Math.max(MIN_CHUNK, chunk / 2);
      const seconds = error.code === "offset-mismatch" ? 0 : Math.min(MAX_WAIT_SECONDS, 2 ** faults);
      faults += 1;
      if (error.code === "offset-mismatch" && faults > 8) throw error;
      if (seconds) {
        sending.waiting?.(seconds, error);
        await pause(seconds, signal);
      }
    }
  }
}

/** Takes an unfinished upload back. */
export async function terminate(id: string, headers: Record<string, string>, base = "/api/v1/uploads"): Promise<void> {
  const response = await call(`${base}/${id}`, { method: "DELETE", headers });
  if (!response.ok && response.status !== 404 && response.status !== 410) throw await problemOf(response);
}

async function call(url: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("Tus-Resumable", "1.0.0");
  headers.set("Coffer-Request", "1");
  try {
    return await fetch(url, { credentials: "same-origin", ...init, headers });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw unreachable();
  }
}

async function offersSha256(base: string, { headers, signal }: Sending): Promise<boolean> {
  if (!globalThis.crypto?.subtle) return false;
  const response = await call(base, { method: "OPTIONS", headers, signal });
  return (response.headers.get("Tus-Checksum-Algorithm") ?? "").split(",").some((name) => name.trim() === "sha256");
}

async function create(base: string, { file, metadata, headers, signal }: Sending): Promise<string> {
  const response = await call(base, {
    method: "POST",
    headers: { ...headers, "Upload-Length": String(file.size), "Upload-Metadata": encodeMetadata(metadata) },
    signal,
  });
  if (!response.ok) throw await problemOf(response);
  const id = new URL(response.headers.get("Location") ?? "", response.url).pathname.split("/").filter(Boolean).pop();
  if (!id || response.headers.get("Location") === null) throw await problemOf(response);
  return id;
}

async function head(url: string, { headers, signal }: Sending): Promise<number | null> {
  const response = await call(url, { method: "HEAD", headers, signal });
  if (response.status === 404 || response.status === 410) return null;
  if (!response.ok) throw await problemOf(response);
  return offsetOf(response);
}

async function patch(url: string, { headers, signal }: Sending, bytes: ArrayBuffer, offset: number, checksum: boolean): Promise<number> {
  const sum = checksum ? base64(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))) : null;
  const response = await call(url, {
    method: "PATCH",
    headers: {
      ...headers,
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": String(offset),
      ...(sum ? { "Upload-Checksum": `sha256 ${sum}` } : {}),
    },
    body: bytes,
    signal,
  });
  if (!response.ok) throw await problemOf(response);
  return offsetOf(response);
}

function offsetOf(response: Response): number {
  const offset = Number(response.headers.get("Upload-Offset") ?? Number.NaN);
  if (Number.isSafeInteger(offset) && offset >= 0) return offset;
  throw fault("no-offset", 502, "Unexpected answer", "The server's answer was cut.");
}

async function read(file: Blob, from: number, to: number): Promise<ArrayBuffer> {
  try {
    const bytes = await file.slice(from, to).arrayBuffer();
    if (bytes.byteLength === to - from) return bytes;
  } catch {
    // Said below: the browser does not tell a changed file from a missing one.
  }
  throw fault("unreadable", -1, "The file can no longer be read", "The file was changed, moved or removed since you chose it. Choose it again.");
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      globalThis.removeEventListener?.("online", end);
      signal.removeEventListener("abort", end);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    // A little off the beat, so that many senders do not come back at once.
    const timer = setTimeout(end, seconds * 1000 * (0.75 + Math.random() / 2));
    globalThis.addEventListener?.("online", end);
    signal.addEventListener("abort", end);
  });
}
