import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { check, parseCheckpoint, rootOf } from "./proof";

const sha = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
const leaf = (text: string) => sha(Buffer.of(0), Buffer.from(text));
const inner = (left: Uint8Array, right: Uint8Array) => sha(Buffer.of(1), left, right);

/** RFC 6962, §2.1, word for word and slow. */
function tree(leaves: string[]): Buffer {
  if (leaves.length === 1) return leaf(leaves[0] as string);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return inner(tree(leaves.slice(0, split)), tree(leaves.slice(split)));
}
function path(index: number, leaves: string[]): Buffer[] {
  if (leaves.length === 1) return [];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return index < split
    ? [...path(index, leaves.slice(0, split)), tree(leaves.slice(split))]
    : [...path(index - split, leaves.slice(split)), tree(leaves.slice(0, split))];
}
const entries = (many: number) => Array.from({ length: many }, (_, index) => `entry ${index}`);

test("every proof of every small tree leads to its root, and no other does", async () => {
  for (let size = 1; size <= 17; size += 1) {
    const leaves = entries(size);
    const root = tree(leaves);
    for (let index = 0; index < size; index += 1) {
      const proof = path(index, leaves);
      assert.deepEqual(Buffer.from((await rootOf(Buffer.from(leaves[index] as string), index, size, proof)) ?? []), root);
      const other = await rootOf(Buffer.from("forged"), index, size, proof);
      assert.notDeepEqual(Buffer.from(other ?? []), root);
      assert.equal(await rootOf(Buffer.from(leaves[index] as string), index, size, [...proof, root]), null);
      if (proof.length) assert.equal(await rootOf(Buffer.from(leaves[index] as string), index, size, proof.slice(1)), null);
    }
    assert.equal(await rootOf(Buffer.from("entry 0"), size, size, []), null);
  }
});

function signed(leaves: string[], index: number) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  const material = Buffer.concat([Buffer.of(1), raw]);
  const name = "files.example.com/ledger";
  const id = sha(Buffer.from(`${name}\n`), material).subarray(0, 4);
  const body = `${name}\n${leaves.length}\n${tree(leaves).toString("base64")}\n`;
  const note = `${body}\n\u2014 ${name} ${Buffer.concat([id, sign(null, Buffer.from(body), privateKey)]).toString("base64")}\n`;
  const proof = {
    index,
    entry: Buffer.from(leaves[index] as string).toString("base64"),
    proof: path(index, leaves).map((hash) => hash.toString("base64")),
    checkpoint: note,
  };
  return { proof, key: `${name}+${id.toString("hex")}+${material.toString("base64")}` };
}

test("a signed checkpoint and its proof are accepted", async () => {
  const { proof, key } = signed(entries(9), 4);
  assert.deepEqual(await check(proof, key), { ok: true, size: 9, signed: true });
});

test("a changed entry, root, size, key or signature is refused", async () => {
  const { proof, key } = signed(entries(9), 4);
  const other = signed(entries(9), 4).key;
  const bad = [
    { ...proof, entry: Buffer.from("entry 5").toString("base64") },
    { ...proof, index: 5 },
    { ...proof, checkpoint: proof.checkpoint.replace("\n9\n", "\n10\n") },
    { ...proof, proof: proof.proof.slice(1) },
    { ...proof, proof: ["not base64 !"] },
    { ...proof, checkpoint: "" },
  ];
  for (const one of bad) assert.equal((await check(one, key)).ok, false);
  // The key of another deployment under another id: the signature is not its.
  assert.equal((await check(proof, other)).ok, false);
});

test("hostile notes are not parsed", () => {
  for (const note of ["", "a\n\n", "a\n-1\nAA==\n\n", "a\n01\nAA==\n\n", "a\n1e9\nAA==\n\n", "a\n1\n!!\n\n", "a\n1\nAA==\n\nno dash\n"]) assert.equal(parseCheckpoint(note), null, JSON.stringify(note));
});
