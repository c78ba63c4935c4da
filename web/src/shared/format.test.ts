import assert from "node:assert/strict";
import { test } from "node:test";
import { count, duration, findingWords, plural, relative, size } from "./format";

test("sizes have three digits and a unit, and never read 1000", () => {
  const pairs: [number, string][] = [[0, "0 B"], [1, "1 B"], [999, "999 B"], [1000, "1 kB"], [9994, "9.99 kB"], [9996, "10 kB"], [99_960, "100 kB"], [999_400, "999 kB"], [999_600, "1 MB"], [12_400_000_000, "12.4 GB"], [2 ** 40, "1.10 TB"], [5e15, "5000 TB"]];
  for (const [bytes, text] of pairs) assert.equal(size(bytes), text);
});

test("words agree with numbers", () => {
  assert.equal(plural(1, "file"), "1 file");
  assert.equal(plural(0, "file"), "0 files");
  assert.equal(plural(1234, "entry", "entries"), "1,234 entries");
  assert.equal(count(1_000_000), "1,000,000");
  assert.equal(findingWords("financial", 1), "1 card or account number");
  assert.equal(findingWords("unheard-of", 2), "2 unheard-of");
});

test("times are coarse, and in the right direction", () => {
  assert.equal(duration(0.2), "1 s");
  assert.equal(duration(119), "2 min");
  assert.equal(duration(7200), "2 h");
  assert.equal(duration(14 * 86_400), "14 days");
  assert.equal(relative(0, 3_600_000), "60 min ago".replace("60 min", "1 h"));
  assert.equal(relative(3_600_000 * 72, 0), "in 3 days");
  assert.equal(relative(500, 0), "now");
});
