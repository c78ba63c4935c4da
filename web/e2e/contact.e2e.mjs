import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { inspect, inspectAll, phone, visit } from "./browser.mjs";
import { card, log, openCase, requestFiles, sha256 } from "./stage.mjs";

let folder;
const big = Buffer.alloc(24 * 1024 * 1024, 0x61);
for (let at = 0; at < big.length; at += 80) big.write(`\n${String(at).padStart(10, "0")}`, at);

before(() => {
  folder = mkdtempSync(join(tmpdir(), "coffer-e2e-"));
  mkdirSync(join(folder, "bundle", "config"), { recursive: true });
  writeFileSync(join(folder, "bundle", "server.log"), log(400));
  writeFileSync(join(folder, "bundle", "config", "app.yaml"), "database:\n  password: s3cret-value-42\n");
  writeFileSync(join(folder, "big.log"), big);
  writeFileSync(join(folder, "empty.log"), "");
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("a contact sends a folder and gets receipts", () =>
  visit(async (page) => {
    const { link } = await requestFiles(await openCase(), "Everything from the folder of the day.");
    await page.goto(link);
    await page.getByText("Everything from the folder of the day.").waitFor();
    await inspectAll(page, "upload-fresh");

    await page.locator("#input-folder").setInputFiles(join(folder, "bundle"));
    await page.getByText("bundle/config/app.yaml").waitFor();
    await page.getByText("Seems to hold").first().waitFor();
    await inspectAll(page, "upload-chosen");
    // Nothing leaves before Send.
    assert.equal(await page.locator("#received").isVisible(), false);

    await page.getByRole("button", { name: "Send 2 files" }).click();
    await page.getByText("Received and verified").nth(1).waitFor({ timeout: 60_000 });
    const shown = await page.locator("#received-list").innerText();
    assert.match(shown, new RegExp(sha256(readFileSync(join(folder, "bundle", "server.log")))));
    assert.match(shown, /Masked: /);
    await inspectAll(page, "upload-received");

    const [receipt] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Receipt: bundle/server.log" }).click()]);
    assert.ok(readFileSync(await receipt.path(), "utf8").length > 200);
  }));

test("an interrupted upload goes on after the page was closed, and nothing is sent twice", () =>
  visit(async (page, context) => {
    const { link } = await requestFiles(await openCase());
    await page.goto(link);
    await page.locator("#pick").waitFor();
    await page.locator("#input").setInputFiles(join(folder, "big.log"));

    // The line breaks after three chunks.
    let chunks = 0;
    await page.route("**/api/v1/uploads/*", (route) => {
      if (route.request().method() !== "PATCH") return route.continue();
      chunks += 1;
      return chunks <= 3 ? route.continue() : route.abort("connectionreset");
    });
    await page.getByRole("button", { name: "Send 1 file" }).click();
    await page.locator("#outbox-list").getByText("What arrived is safe").waitFor({ timeout: 30_000 });
    await page.close({ runBeforeUnload: false });

    const again = await context.newPage();
    const offsets = [];
    again.on("request", (request) => {
      if (request.method() === "PATCH") offsets.push(Number(request.headers()["upload-offset"]));
    });
    await again.goto(link);
    await again.getByText("Not finished yet").waitFor();
    await again.locator("#pick").waitFor();
    await inspect(again, "upload-returning");
    await again.locator("#input").setInputFiles(join(folder, "big.log"));
    await again.getByText("goes on at").waitFor();
    await again.getByRole("button", { name: "Send 1 file" }).click();
    await again.getByText(sha256(big)).waitFor({ timeout: 90_000 });
    assert.ok(offsets[0] > 0, `it went on at ${offsets[0]}`);
    assert.deepEqual(offsets, [...new Set(offsets)].sort((a, b) => a - b));
  }));

test("another file of the same name is not taken for the rest of the first", () =>
  visit(async (page) => {
    const { link } = await requestFiles(await openCase());
    await page.goto(link);
    let chunks = 0;
    await page.route("**/api/v1/uploads/*", (route) => {
      if (route.request().method() !== "PATCH") return route.continue();
      chunks += 1;
      return chunks <= 2 ? route.continue() : route.abort("connectionreset");
    });
    await page.locator("#input").setInputFiles(join(folder, "big.log"));
    await page.getByRole("button", { name: "Send 1 file" }).click();
    await page.locator("#outbox-list").getByText("What arrived is safe").waitFor({ timeout: 30_000 });
    page.on("dialog", (dialog) => dialog.accept());
    await page.reload();
    await page.getByText("Not finished yet").waitFor();
    const other = Buffer.from(big);
    other.write("changed", 0);
    await page.locator("#input").setInputFiles({ name: "big.log", mimeType: "text/plain", buffer: other });
    await page.getByRole("button", { name: "Send 1 file" }).waitFor();
    assert.equal(await page.getByText("goes on at").count(), 0);
  }));

test("what cannot be sent is said before a byte leaves", () =>
  visit(
    async (page) => {
      const { link } = await requestFiles(await openCase());
      await page.goto(link);
      await page.locator("#pick").waitFor();
      await page.locator("#input").setInputFiles(join(folder, "empty.log"));
      await page.getByText("This file is empty.").waitFor();
      assert.equal(await page.locator("#send").isDisabled(), true);
      await page.getByRole("button", { name: "Remove: empty.log" }).click();
      await page.locator("#input").setInputFiles({ name: "cards.txt", mimeType: "text/plain", buffer: Buffer.from(`card ${card}\n`) });
      await page.getByText("Seems to hold 1 card number").waitFor();
      await inspect(page, "upload-phone-checked");
    },
    { viewport: phone },
  ));

test("a contact takes a file back before anyone viewed it", () =>
  visit(async (page) => {
    const { link } = await requestFiles(await openCase());
    await page.goto(link);
    await page.locator("#pick").waitFor();
    await page.locator("#input").setInputFiles({ name: "wrong.log", mimeType: "text/plain", buffer: Buffer.from(log(50)) });
    await page.getByRole("button", { name: "Send 1 file" }).click();
    await page.getByRole("button", { name: "Take back: wrong.log" }).click({ timeout: 30_000 });
    await page.getByRole("button", { name: "Take back for good: wrong.log" }).click();
    await page.getByText("Its key is destroyed").waitFor();
  }));

test("a link that nobody made says so and reveals nothing", () =>
  visit(async (page) => {
    await page.goto("/u/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/");
    await page.getByText("This link no longer works").waitFor();
    await inspectAll(page, "upload-ended");
    await page.goto("/s/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/");
    await page.getByText("This link no longer works").waitFor();
  }));

test("without JavaScript the page explains curl", () =>
  visit(
    async (page) => {
      const { link } = await requestFiles(await openCase());
      await page.goto(link);
      assert.equal(await page.locator("noscript pre").isVisible(), true);
      assert.match(await page.locator("noscript pre").textContent(), /curl -T/);
    },
    { javaScriptEnabled: false },
  ));

test("the page weighs at most 15 kB on the wire", () =>
  visit(async (page, context) => {
    const { link } = await requestFiles(await openCase());
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    let bytes = 0;
    session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
    await page.goto(link, { waitUntil: "networkidle" });
    assert.ok(bytes > 0 && bytes <= 15_000, `${bytes} bytes`);
  }));
