// Unit tests: bundles every src/**/*.test.ts with the bundler that builds the product and runs them with node's own
// test runner, so that no second toolchain is needed.
import { spawn } from "node:child_process";
import { mkdir, readdir, rm } from "node:fs/promises";
import { build } from "vite";

const out = "node_modules/.unit";
const tests = (await readdir("src", { recursive: true })).filter((name) => name.endsWith(".test.ts"));
const input = Object.fromEntries(tests.map((name) => [name.replace(/\W+/g, "-"), `src/${name}`]));
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  build: {
    ssr: true,
    outDir: out,
    target: "node20",
    minify: false,
    rollupOptions: { input, output: { entryFileNames: "[name].mjs" } },
  },
});
const child = spawn(process.execPath, ["--test", ...Object.keys(input).map((name) => `${out}/${name}.mjs`)], {
  stdio: "inherit",
});
child.on("exit", (code) => process.exit(code ?? 1));
