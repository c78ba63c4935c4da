// Writes the types of the public API from its committed description. A unit test fails when they are older than it.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const source = new URL("../../../tests/golden/openapi.json", import.meta.url);
const text = await readFile(source);
const types = astToString(await openapiTS(JSON.parse(text.toString())));
const digest = createHash("sha256").update(text).digest("hex");
await writeFile(
  new URL("../../src/api/schema.d.ts", import.meta.url),
  `// Generated from tests/golden/openapi.json by \`npm run types\`. Do not edit.\n// sha256 ${digest}\n\n${types}`,
);
