import assert from "node:assert/strict";
import { test } from "node:test";
import { clampTop, contentPx, formatHash, type Geometry, isScaled, lastTop, LINE_PX, MAX_PX, nextBusy, parseHash, scrollOf, topAfter, windowOf } from "./geometry";

const small: Geometry = { total: 1000, viewport: 600, folds: false };
const huge: Geometry = { total: 40_000_000, viewport: 600, folds: false };

test("a small file scrolls pixel by pixel", () => {
  assert.equal(isScaled(small), false);
  assert.equal(topAfter(0, 0, 50, small), 2.5);
  assert.equal(scrollOf(2.5, small), 50);
});

test("a huge file never asks for more height than a browser has", () => {
  assert.equal(contentPx(huge), MAX_PX);
  assert.equal(isScaled(huge), true);
});

test("a wheel step in a huge file moves lines, not a share of the file", () => {
  assert.equal(topAfter(20_000_000, 4_000_000, 4_000_100, huge), 20_000_005);
  assert.equal(topAfter(20_000_000, 4_000_000, 3_999_900, huge), 19_999_995);
});

test("the thumb in a huge file reaches both ends exactly", () => {
  const room = MAX_PX - huge.viewport;
  assert.equal(topAfter(5, 0, room, huge), lastTop(huge));
  assert.equal(topAfter(20_000_000, 4_000_000, 0, huge), 0);
});

test("bar and line agree all over a huge file", () => {
  for (const top of [0, 1, 12_345_678, 39_999_000, lastTop(huge)]) {
    const back = topAfter(0, -MAX_PX, scrollOf(top, huge), huge);
    assert.ok(Math.abs(back - top) < 0.01, `${top} came back as ${back}`);
  }
});

test("the last line can be seen whole, with or without folding", () => {
  assert.ok(lastTop(small) + small.viewport / LINE_PX >= small.total + 1);
  assert.equal(lastTop({ ...small, folds: true }), 999);
});

test("what fits does not scroll", () => {
  const few: Geometry = { total: 3, viewport: 600, folds: false };
  assert.equal(contentPx(few), 600);
  assert.equal(topAfter(0, 0, 40, few), 0);
  assert.equal(clampTop(99, few), 0);
  assert.equal(contentPx({ total: 0, viewport: 600, folds: false }), 600);
});

test("windows start at 1, 201, 401", () => {
  assert.deepEqual([1, 200, 201, 400, 401].map(windowOf), [1, 1, 201, 201, 401]);
});

test("links name a line or a range and nothing else", () => {
  assert.deepEqual(parseHash("#L44"), [44, 44]);
  assert.deepEqual(parseHash("#L60-L44"), [44, 60]);
  assert.equal(formatHash([44, 60]), "#L44-L60");
  for (const hash of ["", "#", "#L", "#L0", "#44", "#L4-5", "#L4x", "#L1-L0", "#L99999999999999999999"]) assert.equal(parseHash(hash), null, hash);
});

test("the overview skips quiet stretches and never the line that a late bucket counts", () => {
  // 600 lines in buckets of 2: the error of line 500 is counted at the next checkpoint, line 512.
  const late = Array.from({ length: 300 }, (_, bucket) => (bucket === 255 ? 1 : 0));
  assert.equal(nextBusy(2, 2, late), 255);
  assert.equal(nextBusy(501, 2, late), 501);
  assert.equal(nextBusy(513, 2, late), 601);
  assert.equal(nextBusy(2, 1000, [1, 0, 0, 2]), 2);
  assert.equal(nextBusy(1001, 1000, [1, 0, 0, 2]), 2745);
  assert.equal(nextBusy(1, 10, [0, 0]), 21);
});
