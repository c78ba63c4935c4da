// All browser stories in one process, one browser, one session per persona: sign-in links work once.
// Give names to run only some: `npm run e2e -- agent contact`.
import { readdirSync } from "node:fs";

const wanted = process.argv.slice(2);
const stories = readdirSync(new URL(".", import.meta.url))
  .filter((name) => name.endsWith(".e2e.mjs"))
  .filter((name) => !wanted.length || wanted.some((word) => name.startsWith(word)))
  .sort();
for (const name of stories) await import(`./${name}`);
