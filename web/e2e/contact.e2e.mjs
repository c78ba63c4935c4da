import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { inspect, inspectAll, phone, signIn, visit } from "./browser.mjs";
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
    // Who asks, for which case, until when, within what limits, who sees it and for how long: without an account, before anything is chosen.
    const told = await page.locator("main").innerText();
    for (const part of [/Ana from Customer Success asks for files for case \d+/, /works until \d+\s\w+\s\d{4}/, /Up to 1 GB a file; 50 more may be sent/, /Seen by \d+ p\w+ in Customer Success, masked/, /Deleted \d+ days after the case closes/]) {
      assert.match(told, part);
    }
    await page.locator("#seen").click();
    await page.getByText("Nobody outside customer support, administrators and engineers included").waitFor();
    assert.equal((await page.context().cookies()).length, 0, "no cookie");

    // The folder is dropped, as from a file manager.
    await dropFolder(page, join(folder, "bundle"));
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

/** Drops a path of this machine on the page, the way the browser hears of it from the desktop. */
async function dropFolder(page, path) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) await session.send("Input.dispatchDragEvent", { type, x: 400, y: 300, data });
}

test("the agent sees what a contact sent: folders, state, what was found", () =>
  visit(async (page) => {
    const of = await openCase("Sent by a contact");
    const { link } = await requestFiles(of);
    await page.goto(link);
    await page.locator("#pick").waitFor();
    await page.locator("#input-folder").setInputFiles(join(folder, "bundle"));
    await page.getByRole("button", { name: "Send 2 files" }).click();
    await page.getByText("Received and verified").nth(1).waitFor({ timeout: 60_000 });

    await signIn(page, "agent");
    await page.goto(`/cases/${of.number}`);
    const log = page.getByRole("row", { name: /bundle\/server\.log/ });
    for (const text of ["ready", "financial", "credential", "customer"]) await log.getByText(text).filter({ visible: true }).waitFor();
    const yaml = page.getByRole("row", { name: /bundle\/config\/app\.yaml/ });
    await yaml.getByText("credential").filter({ visible: true }).waitFor();
    await page.getByRole("link", { name: "bundle/config/app.yaml" }).click();
    await page.locator(".mask").first().waitFor();
    assert.ok(!(await page.locator("body").innerText()).includes("s3cret-value-42"));
  }));

test("progress is what the server confirmed, and a reload loses none of it", () =>
  visit(async (page) => {
    const { link } = await requestFiles(await openCase());
    await page.goto(link);
    await page.locator("#pick").waitFor();
    await page.locator("#input").setInputFiles(join(folder, "big.log"));
    const confirmed = [];
    page.on("response", (response) => {
      const offset = response.request().method() === "PATCH" && response.headers()["upload-offset"];
      if (offset) confirmed.push(Number(offset));
    });
    let chunks = 0;
    await page.route("**/api/v1/uploads/*", (route) => {
      if (route.request().method() !== "PATCH") return route.continue();
      chunks += 1;
      return chunks <= 3 ? route.continue() : route.abort("connectionreset");
    });
    await page.getByRole("button", { name: "Send 1 file" }).click();
    await page.locator("#outbox-list").getByText("What arrived is safe").waitFor({ timeout: 30_000 });
    assert.equal(await page.locator("#outbox-list progress").evaluate((bar) => bar.value), confirmed.at(-1));
    assert.match(await page.title(), new RegExp(`^${Math.floor((confirmed.at(-1) / big.length) * 100)} % sent`));
    await inspectAll(page, "upload-waiting");

    page.on("dialog", (dialog) => dialog.accept());
    await page.reload();
    await page.getByText("Not finished yet").waitFor();
    assert.equal(await page.locator("#unfinished-list progress").evaluate((bar) => bar.value), confirmed.at(-1));
    // Not before the reload: the page tries again by itself, and could be done by then.
    await page.unroute("**/api/v1/uploads/*");
    await page.locator("#input").setInputFiles(join(folder, "big.log"));
    await page.getByText("goes on at").waitFor();
    await page.getByRole("button", { name: "Send 1 file" }).click();
    await page.getByText(sha256(big)).waitFor({ timeout: 90_000 });
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
