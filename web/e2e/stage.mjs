// Sets the stage through the public API: a case of its own for each story, with known content.
import { createHash } from "node:crypto";
import { ask } from "./demo.mjs";

export const card = "4111 1111 1111 1111";
export const secret = "hunter22-not-a-real-one";

/** A log with a card number, a password and errors at known lines. */
export function log(lines = 5000) {
  const text = [];
  for (let n = 1; n <= lines; n += 1) {
    const time = new Date(Date.UTC(2026, 10, 2, 8) + n * 137).toISOString();
    if (n === 120) text.push(`${time} INFO  payment accepted card=${card} amount=12.00 EUR`);
    else if (n === 130) text.push(`${time} INFO  connecting with password=${secret}`);
    else if (n % 500 === 0) text.push(`${time} ERROR java.net.SocketTimeoutException: Read timed out after ${n} ms`);
    else text.push(`${time} INFO  [worker-${n % 16}] GET /api/v2/orders/${n} 200 ${n % 300} ms`);
  }
  return `${text.join("\n")}\n`;
}

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

let cases = 0;

/** A new open case with a contact. */
export async function openCase(subject = "Browser test") {
  cases += 1;
  const { items } = await ask("agent", "GET", "/customers");
  const customer = items.find(({ contacts }) => contacts.length) ?? items[0];
  return ask("agent", "POST", "/cases", { customer: customer.id, subject: `${subject} ${cases}` });
}

export async function requestFiles(of, note = "The logs of the day of the problem.") {
  return ask("agent", "POST", `/cases/${of.id}/upload-requests`, { note, ttl_seconds: 86_400, max_files: 50, max_bytes: 1_000_000_000 });
}

/** Puts a file in as the customer would with curl, and waits until it was inspected. */
export async function putFile(of, name, content) {
  const { link } = await requestFiles(of);
  const response = await fetch(`${link.replace(/\/$/, "")}/${name}`, { method: "PUT", body: content });
  if (!response.ok) throw new Error(`PUT ${name}: ${response.status} ${await response.text()}`);
  for (let attempt = 0; attempt < 120; attempt += 1) {
    const { items } = await ask("agent", "GET", `/cases/${of.id}/files`);
    const file = items.find((one) => one.name === name);
    if (file && ["ready", "uninspected"].includes(file.version.state)) return file;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${name} was not inspected in time`);
}

/** The code of an authenticator app (RFC 6238): SHA-1, six digits, thirty seconds. */
export async function totp(base32, now = Date.now()) {
  const { createHmac } = await import("node:crypto");
  const bits = [...base32.replace(/=+$/, "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
