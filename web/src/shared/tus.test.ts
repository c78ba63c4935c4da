import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { encodeMetadata, MAX_CHUNK, nextChunk, upload } from "./tus";

// A small tus server over real HTTP, with faults on demand.
let kept = Buffer.alloc(0);
let log: string[] = [];
let faults: ((request: IncomingMessage, response: ServerResponse, body: Buffer) => boolean)[] = [];
let alive = true;

const server = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  const say = (status: number, headers: Record<string, string | number> = {}) => response.writeHead(status, headers).end();
  log.push(`${request.method} ${request.headers["upload-offset"] ?? ""}`.trim());
  const fault = request.method === "PATCH" ? faults.shift() : undefined;
  if (fault?.(request, response, body)) return;
  if (request.method === "OPTIONS") return say(204, { "Tus-Checksum-Algorithm": "sha1,sha256" });
  if (request.method === "POST") {
    kept = Buffer.alloc(0);
    alive = true;
    return say(201, { Location: "/api/v1/uploads/u1" });
  }
  if (!alive) return say(404);
  if (request.method === "HEAD") return say(200, { "Upload-Offset": kept.length });
  if (Number(request.headers["upload-offset"]) !== kept.length) return problem(response, 409, "offset-mismatch");
  const sum = `sha256 ${createHash("sha256").update(body).digest("base64")}`;
  if (request.headers["upload-checksum"] !== sum) return problem(response, 460, "checksum-mismatch");
  kept = Buffer.concat([kept, body]);
  return say(204, { "Upload-Offset": kept.length });
});
const problem = (response: ServerResponse, status: number, code: string) =>
  response.writeHead(status, { "Content-Type": "application/problem+json" }).end(JSON.stringify({ code, status, title: code, detail: code, type: "" }));

let base = "";
before(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)).then(() => (base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/uploads`)));
after(() => server.close());
beforeEach(() => {
  kept = Buffer.alloc(0);
  log = [];
  faults = [];
  alive = true;
});

const content = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7919) >>> 3));
const file = new Blob([content]);
const start = (extra: Partial<Parameters<typeof upload>[0]> = {}) => upload({ file, metadata: { filename: "a.bin" }, headers: { "Coffer-Link": "x" }, signal: new AbortController().signal, base, ...extra });

test("a file arrives whole, in chunks, and only confirmed offsets are told", async () => {
  const offsets: number[] = [];
  assert.equal(await start({ confirmed: (offset) => offsets.push(offset) }), "u1");
  assert.ok(kept.equals(content));
  assert.ok(log.filter((line) => line.startsWith("PATCH")).length > 1);
  assert.deepEqual(offsets, [...offsets].sort((a, b) => a - b));
  assert.equal(offsets.at(-1), content.length);
});

test("an answer that is lost after the bytes were kept costs nothing twice", async () => {
  faults.push((request, response, body) => {
    kept = Buffer.concat([kept, body]);
    request.socket.destroy();
    response.destroy();
    return true;
  });
  const waits: number[] = [];
  await start({ waiting: (seconds) => waits.push(seconds) });
  assert.ok(kept.equals(content));
  assert.deepEqual(waits, [1]);
  assert.ok(log.includes("HEAD"));
});

test("a damaged chunk, a busy server and a wrong offset are gone through", async () => {
  faults.push(
    (_request, response) => (problem(response, 460, "checksum-mismatch"), true),
    (_request, response) => (problem(response, 503, "unavailable"), true),
    (_request, response) => (problem(response, 409, "offset-mismatch"), true),
  );
  await start();
  assert.ok(kept.equals(content));
});

test("an upload goes on from where the server stands", async () => {
  kept = content.subarray(0, 1_234_567);
  await start({ id: "u1" });
  assert.equal(log[1], "HEAD");
  assert.equal(log[2], "PATCH 1234567");
  assert.ok(kept.equals(content));
});

test("an upload that the server forgot begins again", async () => {
  alive = false;
  const made: string[] = [];
  await start({ id: "u1", created: (id) => made.push(id) });
  assert.deepEqual(made, ["u1"]);
  assert.ok(kept.equals(content));
});

test("what only a person can help with ends it at once", async () => {
  faults.push((_request, response) => (problem(response, 410, "link-ended"), true));
  await assert.rejects(start(), { code: "link-ended" });
  assert.equal(log.filter((line) => line.startsWith("PATCH")).length, 1);
});

test("a pause stops it, even while waiting", async () => {
  faults.push((_request, response) => (problem(response, 503, "unavailable"), true));
  const control = new AbortController();
  await assert.rejects(start({ signal: control.signal, waiting: () => setTimeout(() => control.abort(), 10) }), { name: "AbortError" });
});

test("chunks grow with the line and stay within bounds", () => {
  assert.equal(nextChunk(1 << 20, 0.1), 4 << 20);
  assert.equal(nextChunk(MAX_CHUNK, 0.1), MAX_CHUNK);
  assert.equal(nextChunk(1 << 20, 60), 256 * 1024);
});

test("metadata carries any name", () => {
  assert.equal(encodeMetadata({ filename: "ü, \n.log", key: "" }), `filename ${Buffer.from("ü, \n.log").toString("base64")},key `);
});
