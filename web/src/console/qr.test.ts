import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { qr, qrPath } from "./qr";

const drawn = (text: string) => qr(text).map((row) => row.map((dark) => (dark ? "#" : ".")).join(""));

// Computed with an independent implementation (node-qrcode 1.5, byte mode, level M).
test("a small code is the one that others make", () => {
  assert.deepEqual(drawn("HELLO é"), [
    "#######...##..#######",
    "#.....#.#.#.#.#.....#",
    "#.###.#..####.#.###.#",
    "#.###.#....##.#.###.#",
    "#.###.#.#..##.#.###.#",
    "#.....#..###..#.....#",
    "#######.#.#.#.#######",
    "..........#..........",
    "#.#.#.#..##.#...#..#.",
    ".#..#...#..#.####..#.",
    ".########..#.##..####",
    "....##.....###..#..#.",
    ".#.####.#.##..#.#.#..",
    "........#.#...##..##.",
    "#######..##.#..#..###",
    "#.....#..##...##...#.",
    "#.###.#.#.#.#.#.#.#..",
    "#.###.#..#.#.#.##.##.",
    "#.###.#.#..#.##.#.#.#",
    "#.....#....###..#..#.",
    "#######.#..#.###..###",
  ]);
});

test("larger codes, with alignment patterns, several blocks and version bits, too", () => {
  const digest = (text: string) => createHash("sha256").update(drawn(text).join("")).digest("hex");
  const address = "otpauth://totp/Northwind:ana@example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Northwind";
  assert.equal(digest(address), "9a82441b9d125558e29969e8c699ee566959ecb895ebd501eb0fa80508e9ad68");
  assert.equal(digest("x".repeat(210)), "405c24002af5984f9d8c3db87809dd552499d189933828a39141809778f59000");
});

test("sizes follow the length, and beyond version 10 it refuses", () => {
  assert.equal(qr("").length, 21);
  assert.equal(qr("x".repeat(14)).length, 21);
  assert.equal(qr("x".repeat(15)).length, 25);
  assert.equal(qr("x".repeat(213)).length, 57);
  assert.throws(() => qr("x".repeat(214)), RangeError);
});

test("the path draws each dark module once", () => {
  const rows = qr("otpauth://totp/x");
  assert.equal(qrPath(rows).split("M").length - 1, rows.flat().filter(Boolean).length);
});
