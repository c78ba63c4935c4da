import assert from "node:assert/strict";
import { test } from "node:test";
import type { Lines } from "../../api/types";
import { LineCache } from "./lines";

/** A server that answers when told to. */
function server(total = 100_000) {
  const asked: { from: number; signal: AbortSignal; answer: () => void; fail: () => void }[] = [];
  const fetch = (from: number, count: number, signal: AbortSignal) =>
    new Promise<Lines>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      const lines = Array.from({ length: Math.min(count, total - from + 1) }, (_, index) => ({ n: from + index, pieces: [{ text: `line ${from + index}` }] }));
      asked.push({ from, signal, answer: () => resolve({ total, lines }), fail: () => reject(new Error("no")) });
    });
  return { asked, fetch };
}
const settle = () => new Promise((resolve) => setTimeout(resolve));

test("a view over two windows fetches both, once", async () => {
  const { asked, fetch } = server();
  const cache = new LineCache(fetch, () => undefined);
  cache.want(190, 240);
  cache.want(190, 240);
  assert.deepEqual(asked.map(({ from }) => from), [1, 201]);
  for (const one of asked) one.answer();
  await settle();
  assert.equal(cache.line(200)?.pieces[0]?.text, "line 200");
  assert.equal(cache.line(201)?.n, 201);
});

test("what is scrolled past is given up", async () => {
  const { asked, fetch } = server();
  const cache = new LineCache(fetch, () => undefined);
  cache.want(1, 40);
  cache.want(50_000, 50_040);
  assert.equal(asked[0]?.signal.aborted, true);
  asked[1]?.answer();
  await settle();
  assert.equal(cache.line(1), undefined);
  assert.equal(cache.error, null);
  assert.equal(cache.line(50_000)?.n, 50_000);
});

test("memory stays bounded, and the latest windows stay", async () => {
  const { asked, fetch } = server();
  const cache = new LineCache(fetch, () => undefined);
  for (let first = 1; first < 200 * 80; first += 200) {
    cache.want(first, first + 10);
    asked.at(-1)?.answer();
    await settle();
  }
  assert.equal(cache.line(1), undefined);
  assert.equal(cache.line(200 * 79 + 1)?.n, 200 * 79 + 1);
});

test("a failure is said and not repeated in a loop", async () => {
  const { asked, fetch } = server();
  let changes = 0;
  const cache = new LineCache(fetch, () => (changes += 1));
  cache.want(1, 40);
  asked[0]?.fail();
  await settle();
  assert.ok(cache.error);
  cache.want(1, 40);
  assert.equal(asked.length, 1);
  assert.equal(changes, 1);
  cache.retry();
  cache.want(1, 40);
  assert.equal(asked.length, 2);
});
