// Checks an inclusion proof of the ledger (RFC 6962, §2.1) in this browser, so that "included" is not the server's word
// for its own tree, and the signature of the checkpoint where the browser knows Ed25519.
import type { LedgerProof } from "../api/types";

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, index) => byte === b[index]);

async function hash(prefix: number, ...parts: Uint8Array[]): Promise<Uint8Array> {
  const bytes = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
  bytes[0] = prefix;
  let at = 1;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** The root that a proof leads to, or null when the proof has the wrong length (RFC 9162, §2.1.3.2). */
export async function rootOf(entry: Uint8Array, index: number, size: number, proof: Uint8Array[]): Promise<Uint8Array | null> {
  if (index >= size) return null;
  let at = BigInt(index);
  let last = BigInt(size - 1);
  let node = await hash(0, entry);
  for (const sibling of proof) {
    if (last === 0n) return null;
    if (at & 1n || at === last) {
      node = await hash(1, sibling, node);
      while (at !== 0n && !(at & 1n)) {
        at >>= 1n;
        last >>= 1n;
      }
    } else {
      node = await hash(1, node, sibling);
    }
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? node : null;
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: Uint8Array;
  /** What is signed. */
  body: string;
  signatures: { name: string; bytes: Uint8Array<ArrayBuffer> }[];
}

/** A signed note with a checkpoint in it (C2SP signed-note and tlog-checkpoint). */
export function parseCheckpoint(note: string): Checkpoint | null {
  const split = note.indexOf("\n\n");
  if (split < 0) return null;
  const body = note.slice(0, split + 1);
  const [origin, size, root] = body.split("\n");
  if (!origin || !root || !/^(0|[1-9]\d{0,15})$/.test(size ?? "")) return null;
  const signatures = note
    .slice(split + 2)
    .split("\n")
    .filter(Boolean)
    .map((line) => /^\u2014 (\S+) ([A-Za-z0-9+/=]+)$/.exec(line));
  if (signatures.some((match) => !match)) return null;
  try {
    return { origin, size: Number(size), root: fromBase64(root), body, signatures: signatures.map((match) => ({ name: match?.[1] ?? "", bytes: fromBase64(match?.[2] ?? "") })) };
  } catch {
    return null;
  }
}

/** Whether one of the signatures is by this verifier key (`name+id+key`); null when the browser cannot tell. */
export async function signedBy({ body, signatures }: Checkpoint, verifier: string): Promise<boolean | null> {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(verifier.trim());
  if (!match) return null;
  const [, name = "", id = "", key = ""] = match;
  const material = fromBase64(key);
  // The first byte names the algorithm: 1 is Ed25519.
  if (material[0] !== 1 || material.length !== 33) return null;
  try {
    const imported = await crypto.subtle.importKey("raw", material.slice(1), "Ed25519", false, ["verify"]);
    for (const signature of signatures) {
      const keyId = Array.from(signature.bytes.slice(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
      if (signature.name === name && keyId === id && (await crypto.subtle.verify("Ed25519", imported, signature.bytes.slice(4), new TextEncoder().encode(body)))) return true;
    }
    return false;
  } catch {
    return null;
  }
}

export type Verdict = { ok: true; size: number; signed: boolean | null } | { ok: false; why: string };

export async function check(proof: LedgerProof, verifier: string | null): Promise<Verdict> {
  const checkpoint = parseCheckpoint(proof.checkpoint);
  if (!checkpoint) return { ok: false, why: "The checkpoint is malformed." };
  try {
    const root = await rootOf(fromBase64(proof.entry), proof.index, checkpoint.size, proof.proof.map(fromBase64));
    if (!root || !equal(root, checkpoint.root)) return { ok: false, why: "The proof does not lead to the checkpoint's root. The ledger was changed, or the answer was." };
  } catch {
    return { ok: false, why: "The proof is malformed." };
  }
  const signed = verifier ? await signedBy(checkpoint, verifier) : null;
  if (signed === false) return { ok: false, why: "The checkpoint is not signed by the deployment's key." };
  return { ok: true, size: checkpoint.size, signed };
}
