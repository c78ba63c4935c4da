import assert from "node:assert/strict";
import { test } from "node:test";
import { look, lookAt, luhn } from "./look";

test("card numbers are told from other long numbers", () => {
  assert.equal(luhn("4111111111111111"), true);
  assert.equal(luhn("4111111111111112"), false);
  assert.deepEqual(lookAt("card=4111 1111 1111 1111 ok"), ["1 card number"]);
  // A time in nanoseconds, an order number and a number that goes on.
  assert.deepEqual(lookAt("ts=1760000000000000000 order=4111111111111112 x=1.4111111111111111"), []);
});

test("keys, cookies, tokens and passwords are named", () => {
  const found = lookAt("-----BEGIN RSA PRIVATE KEY-----\nCookie: sid=1\nSet-Cookie: a=b\npassword=hunter22\nAuthorization: Bearer abcdefghijklmnopqrstuvwxyz\n");
  assert.deepEqual(found, ["1 private key", "2 cookies", "1 access token", "1 password"]);
});

test("what is masked already, and ordinary text, is left alone", () => {
  assert.deepEqual(lookAt("password=****\nGET /cookies 200\nsecretary: Anna\n"), []);
});

test("binary content is not looked at", async () => {
  assert.deepEqual(await look(new Blob(["\u0000password=hunter22"])), []);
  assert.deepEqual(await look(new Blob(["password=hunter22"])), ["1 password"]);
});

test("a hostile megabyte is looked at quickly", () => {
  const begun = performance.now();
  for (const part of ["1 ", "eyJ", "password ", "4-", "-----BEGIN A ", "cookie cookie", "token "]) lookAt(part.repeat(1_000_000 / part.length));
  assert.ok(performance.now() - begun < 3000, `${performance.now() - begun} ms`);
});
