// Builds both front ends into dist/, joins their manifests and writes compressed siblings of every text asset.
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "vite";

process.env.NODE_ENV = "production";
for (const mode of ["production", "customer"]) {
  await build({ mode, logLevel: "warn" });
}

const manifests = ["manifest.json", "customer.json"].map((name) => join("dist/.vite", name));
const [console_, customer] = await Promise.all(
  manifests.map(async (path) => JSON.parse(await readFile(path, "utf8"))),
);
await writeFile(manifests[0], `${JSON.stringify({ ...console_, ...customer }, null, 2)}\n`);
await rm(manifests[1]);

const brotli = promisify(brotliCompress);
const gz = promisify(gzip);
const rows = [];
for (const name of (await readdir("dist/assets")).sort()) {
  if (!/\.(js|css|svg)$/.test(name)) continue;
  const path = join("dist/assets", name);
  const bytes = await readFile(path);
  const [br, zipped] = await Promise.all([
    brotli(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
    gz(bytes, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, zipped)]);
  rows.push({ asset: name, bytes: bytes.length, gzip: zipped.length, brotli: br.length });
}
rows.push({ asset: "index.html", bytes: (await stat("dist/index.html")).size });
console.table(rows);
