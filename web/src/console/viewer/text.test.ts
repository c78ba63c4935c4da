import assert from "node:assert/strict";
import { test } from "node:test";
import { marker, showable } from "./text";

const plain = (text: string) => showable(text, null);

test("ordinary text stays one piece", () => {
  assert.deepEqual(plain("GET /health 200\tok ümlaut 日本"), [{ kind: "plain", text: "GET /health 200\tok ümlaut 日本" }]);
});

test("a right-to-left override cannot rearrange a line", () => {
  const shown = plain("user=\u202egnp.exe");
  assert.deepEqual(shown.map(({ kind }) => kind), ["plain", "control", "plain"]);
  assert.equal(shown[1]?.text, "U+202E");
});

test("zero-width, tag and separator characters are shown by name", () => {
  for (const hostile of ["\u200b", "\u2028", "\ufeff", "\u{e0041}", "\u0085", "\u2066"]) {
    assert.match(plain(`a${hostile}b`)[1]?.text ?? "", /^U\+[0-9A-F]{4,5}$/);
  }
});

test("controls are written with a caret, colours of terminals are left out", () => {
  assert.deepEqual(plain("\u001b[1;31mred\u001b[0m"), [{ kind: "plain", text: "red" }]);
  assert.equal(plain("\u0007")[0]?.text, "^G");
  assert.equal(plain("\u001b]0;title\u0007")[0]?.text, "^[");
});

test("hits are marked, literal text literally", () => {
  assert.deepEqual(showable("a.b axb", marker("a.b", false, false)), [
    { kind: "hit", text: "a.b" },
    { kind: "plain", text: " axb" },
  ]);
});

test("an expression that a browser cannot read marks nothing", () => {
  assert.equal(marker("(?i-u)x(", true, false), null);
  assert.equal(marker("", false, false), null);
});

test("an expression that matches nothing everywhere does not hang", () => {
  assert.deepEqual(showable("abc", marker("x*", true, false)), [{ kind: "plain", text: "abc" }]);
});
