// The server is killed under an upload and started again. This takes a deployment of its own, and so the program.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { visit } from "./browser.mjs";
import { sha256 } from "./stage.mjs";

const program = process.env.COFFER_PROGRAM ?? fileURLToPath(new URL("../../target/debug/coffer", import.meta.url));

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function until(what, condition, seconds = 180) {
  for (let attempt = 0; attempt < seconds * 5; attempt += 1) {
    const found = await condition();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what} took too long`);
}

const ended = (child) => (child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((resolve) => child.once("exit", resolve)));

test("an upload survives a killed server: nothing is lost, nothing is sent twice", { skip: existsSync(program) ? false : `there is no ${program}` }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "coffer-e2e-outage-"));
  const deployment = join(folder, "deployment");
  const printed = join(folder, "demo.json");
  let child;
  try {
    const port = await freePort();
    const output = openSync(printed, "w");
    child = spawn(program, ["demo", "--format", "json", "--quiet", "--port", String(port), "--data", deployment], { stdio: ["ignore", output, "ignore"] });
    closeSync(output);
    const description = await until("the demonstration", () => {
      assert.equal(child.exitCode, null, "the demonstration ended");
      const text = readFileSync(printed, "utf8");
      return text.endsWith("\n") && JSON.parse(text);
    });
    const { base_url: base, personas } = description;
    const content = Buffer.alloc(12 * 1024 * 1024, "a line of a log that is long enough\n");

    await visit(async (page) => {
      await page.goto(personas.contact.link);
      await page.locator("#pick").waitFor();
      // What goes out waits at the door after two chunks, until the server is dead.
      let chunks = 0;
      let release;
      const dead = new Promise((resolve) => (release = resolve));
      await page.route("**/api/v1/uploads/*", async (route) => {
        if (route.request().method() === "PATCH" && (chunks += 1) > 2) await dead;
        await route.continue();
      });
      const offsets = [];
      page.on("response", (response) => {
        if (response.request().method() === "PATCH" && response.status() === 204) offsets.push([Number(response.request().headers()["upload-offset"]), Number(response.headers()["upload-offset"])]);
      });
      await page.locator("#input").setInputFiles({ name: "through-an-outage.log", mimeType: "text/plain", buffer: content });
      await page.getByRole("button", { name: "Send 1 file" }).click();
      await until("two chunks", () => offsets.length >= 2);

      child.kill("SIGKILL");
      await ended(child);
      release();
      await page.locator("#outbox-list").getByText("What arrived is safe").waitFor({ timeout: 30_000 });

      child = spawn(program, ["serve", "--quiet", "--data", join(deployment, "data")], { stdio: "ignore" });
      await until("the server", () => fetch(base).then(({ ok }) => ok, () => false));
      await page.getByText(sha256(content)).waitFor({ timeout: 120_000 });
      // Every chunk began where the one before it ended, so the server had kept all that it had confirmed.
      let at = 0;
      for (const [from, to] of offsets) {
        assert.equal(from, at);
        at = to;
      }
      assert.equal(at, content.length);
      await page.getByText("Received and verified").first().waitFor({ timeout: 60_000 });
    });
  } finally {
    child?.kill("SIGKILL");
    if (child) await ended(child);
    rmSync(folder, { recursive: true, force: true });
  }
});
