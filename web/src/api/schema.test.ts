import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";

// Unit tests run in web/.
test("the types are those of the committed description of the API", () => {
  const description = createHash("sha256").update(readFileSync("../tests/golden/openapi.json")).digest("hex");
  const made = /\/\/ sha256 ([0-9a-f]{64})/.exec(readFileSync("src/api/schema.d.ts", "utf8"))?.[1];
  assert.equal(made, description, "tests/golden/openapi.json changed: run `npm ci --prefix tools/openapi --ignore-scripts && npm run types`");
});
