import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { inspect, inspectAll, signIn, visit } from "./browser.mjs";
import { card, log, openCase, putFile, secret, sha256 } from "./stage.mjs";

let of;
let file;
before(async () => {
  of = await openCase("Checkout fails");
  file = await putFile(of, "server.log", log());
});

test("an agent finds the case, reads the log masked, searches it and unmasks one value", () =>
  visit(async (page) => {
    await signIn(page, "agent");
    await inspectAll(page, "home");
    await page.getByLabel("Find a case").fill(String(of.number));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: of.subject }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
    assert.match(await page.title(), new RegExp(String(of.number)));
    await page.getByRole("link", { name: "server.log" }).waitFor();
    await inspectAll(page, "case-files");

    await page.getByRole("link", { name: "server.log" }).click();
    await page.locator("#line-1 .text").getByText("GET /api/v2/orders/1").waitFor();
    await inspectAll(page, "viewer");

    // To line 120, where the card is: its digits are nowhere in the page.
    await page.getByLabel("Go to line").fill("120");
    await page.keyboard.press("Enter");
    await page.locator("#line-120 .mask").waitFor();
    const body = await page.locator("body").innerText();
    assert.ok(!body.includes(card) && !body.includes(card.replaceAll(" ", "")) && !body.includes(secret));

    await page.getByLabel("Search the masked text").fill("Read timed out");
    await page.keyboard.press("Enter");
    await page.getByText("10 lines", { exact: true }).waitFor();
    await inspect(page, "viewer-search");
    await page.getByLabel("Search results").getByText("500", { exact: true }).click();
    await page.locator("#line-500.here").waitFor();
    // The masked text holds no card, so searching for it finds nothing.
    await page.getByLabel("Search the masked text").fill("4111 1111");
    await page.keyboard.press("Enter");
    await page.getByText("No line matches").waitFor();
    await page.getByLabel("Close the search").click();

    await page.getByLabel("Go to line").fill("120");
    await page.keyboard.press("Enter");
    await page.locator("#line-120 .mask").click();
    await page.getByRole("heading", { name: "Unmask a value" }).waitFor();
    await inspectAll(page, "viewer-reveal");
    await page.getByLabel("Why do you need it?").selectOption({ index: 1 });
    await page.getByRole("button", { name: "Unmask", exact: true }).click();
    await page.locator(".value").waitFor();
    assert.equal((await page.locator(".value").innerText()).replace(/\D/g, ""), card.replaceAll(" ", ""));
    await page.getByText("recorded as ledger entry").waitFor();
    await page.getByRole("button", { name: "Hide it" }).click();
    assert.ok(!(await page.locator("body").innerText()).includes(card));
  }));

test("a link to a line opens the file there", () =>
  visit(async (page) => {
    await signIn(page, "agent");
    await page.goto(`/versions/${file.version.id}#L2500-L2502`);
    await page.locator("#line-2501.marked").waitFor();
    assert.equal(await page.locator(".log-line.marked").count(), 3);
    await page.getByRole("button", { name: "Copy link" }).click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /#L2500-L2502$/);
  }));

test("the findings say what was found, without values", () =>
  visit(async (page) => {
    await signIn(page, "agent");
    await page.goto(`/versions/${file.version.id}/findings`);
    await page.getByRole("heading", { name: "What was found" }).waitFor();
    await inspectAll(page, "findings");
    assert.ok(!(await page.locator("body").innerText()).includes("4111"));
  }));

test("an agent requests files and hands out the link", () =>
  visit(async (page, context) => {
    await signIn(page, "agent");
    await page.goto(`/cases/${of.number}`);
    await page.getByRole("button", { name: "Request files" }).click();
    await page.getByRole("button", { name: "Configuration" }).click();
    await inspectAll(page, "request-dialog");
    await page.getByRole("button", { name: "Make the link" }).click();
    await page.getByRole("heading", { name: "The upload request is ready" }).waitFor();
    await inspectAll(page, "request-ready");
    const link = await page.getByLabel("Link", { exact: true }).inputValue();
    await page.getByRole("button", { name: "Copy: Link" }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("link", { name: "Requests" }).click();
    await page.getByText("The configuration files of the service").waitFor();
    await inspectAll(page, "case-requests");

    // The same link in the same browser: the page is the contact's, whoever is signed in beside it.
    const theirs = await context.newPage();
    await theirs.goto(link);
    await theirs.getByText("The configuration files of the service").waitFor();
    await theirs.close();

    await page.getByRole("button", { name: "Take back" }).first().click();
    await page.getByRole("button", { name: "Take it back" }).click();
    await page.getByText("revoked").waitFor();
  }));

test("an agent sends a file, and only the passphrase opens it", () =>
  visit(async (page, context) => {
    await signIn(page, "agent");
    await page.goto(`/cases/${of.number}`);
    await page.getByRole("link", { name: "server.log" }).waitFor();
    await page.getByLabel("Choose server.log").check();
    await page.getByRole("button", { name: "Send 1 file" }).click();
    const to = page.getByLabel("To", { exact: true });
    await to.selectOption({ index: 1 });
    await page.getByLabel("Proof", { exact: true }).selectOption("passphrase");
    await inspectAll(page, "send-dialog");
    await page.getByRole("dialog").getByRole("button", { name: "Send 1 file" }).click();
    await page.getByRole("heading", { name: "The send link is ready" }).waitFor();
    const link = await page.getByLabel("Link", { exact: true }).inputValue();
    const phrase = await page.getByLabel("Passphrase", { exact: true }).inputValue();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("link", { name: "Sent" }).click();
    await page.getByText("with a passphrase").waitFor();
    await inspectAll(page, "case-sent");

    // What a mail scanner does with a link uses nothing up.
    for (const method of ["GET", "HEAD", "GET"]) assert.equal((await fetch(link, { method })).status, 200);

    const theirs = await context.newPage();
    await theirs.context().clearCookies();
    await theirs.goto(link);
    await theirs.reload();
    const proof = theirs.getByLabel("Passphrase");
    await proof.waitFor();
    await inspectAll(theirs, "send-page");
    assert.ok(!(await theirs.locator("body").innerText()).includes("server.log"), "no names before the proof");
    await proof.fill("not the passphrase at all");
    await theirs.getByRole("button", { name: "Show the files" }).click();
    await theirs.locator("#proof-error:not(:empty)").waitFor();
    await proof.fill(phrase);
    await theirs.getByRole("button", { name: "Show the files" }).click();
    await theirs.getByText("server.log").waitFor();
    await theirs.getByText("3 downloads left").waitFor();
    await inspectAll(theirs, "send-open");
    // The address of a file answers to the button of this page only.
    const address = await theirs.locator("form.take").first().getAttribute("action");
    assert.ok((await fetch(new URL(address, link))).status >= 400);
    const [taken] = await Promise.all([theirs.waitForEvent("download"), theirs.getByRole("button", { name: "Download server.log" }).click()]);
    assert.equal(sha256(readFileSync(await taken.path())), sha256(log()));
    await theirs.goto(link);
    await theirs.getByLabel("Passphrase").fill(phrase);
    await theirs.getByRole("button", { name: "Show the files" }).click();
    await theirs.getByText("2 downloads left").waitFor();
  }));

test("an agent takes the masked text and, with the right, the original", () =>
  visit(async (page) => {
    await signIn(page, "agent");
    await page.goto(`/versions/${file.version.id}`);
    const take = async (name) => {
      const [taken] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name, exact: true }).click()]);
      return readFileSync(await taken.path());
    };
    const masked = (await take("Masked text")).toString();
    assert.ok(masked.includes("Read timed out") && !masked.includes(card) && !masked.includes(secret));
    assert.equal(sha256(await take("Original")), sha256(log()));
    assert.match((await take("Receipt")).toString(), new RegExp(sha256(log())));
  }));

test("a modified file becomes a new version, and the earlier one stays", () =>
  visit(async (page) => {
    const mine = await openCase("Modified");
    const before = await putFile(mine, "app.conf", "retries = 1\n".repeat(20));
    await signIn(page, "agent");
    await page.goto(`/cases/${mine.number}`);
    const [choice] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "New version of app.conf" }).click()]);
    await choice.setFiles({ name: "fixed-by-me.conf", mimeType: "text/plain", buffer: Buffer.from("retries = 7\n".repeat(20)) });
    const row = page.getByRole("row", { name: /app\.conf/ });
    await row.getByText("version 2").waitFor({ timeout: 30_000 });
    await row.getByText("ready", { exact: true }).waitFor({ timeout: 30_000 });
    await row.getByRole("link", { name: "app.conf" }).click();
    await page.locator("#line-1 .text").getByText("retries = 7").waitFor();
    await page.getByLabel("Version").selectOption(before.version.id);
    await page.locator("#line-1 .text").getByText("retries = 1").waitFor();
    await inspectAll(page, "viewer-versions");
  }));

test("activity and access of a case are there for those who work on it", () =>
  visit(async (page) => {
    await signIn(page, "agent");
    await page.goto(`/cases/${of.number}/activity`);
    await page.locator(".timeline li").first().waitFor();
    await inspectAll(page, "case-activity");
    await page.getByRole("link", { name: "Access", exact: true }).click();
    await page.getByRole("heading", { name: "Who can see the files" }).waitFor();
    await inspectAll(page, "case-access");
  }));

test("the list of cases filters on the server and explains when nothing matches", () =>
  visit(async (page) => {
    await signIn(page, "agent");
    await page.goto("/cases");
    await page.getByRole("link", { name: of.subject }).waitFor();
    await inspectAll(page, "cases");
    await page.getByLabel("Number, subject or customer").fill("no such case anywhere");
    await page.keyboard.press("Enter");
    await page.getByText("No case that you may see matches.").waitFor();
    await inspect(page, "cases-no-match");
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await page.getByRole("link", { name: of.subject }).waitFor();
  }));

test("an agent opens a case", () =>
  visit(async (page) => {
    await signIn(page, "agent");
    await page.goto("/cases/new");
    await page.getByLabel("Customer", { exact: true }).selectOption({ index: 1 });
    await inspectAll(page, "case-new");
    await page.getByLabel("Subject", { exact: true }).fill("Opened in the browser");
    await page.getByRole("button", { name: "Open the case" }).click();
    await page.getByRole("heading", { level: 1, name: "Opened in the browser" }).waitFor();
    await page.getByText("No files yet.").waitFor();
    await inspect(page, "case-empty");
    await page.getByRole("button", { name: "Close case" }).click();
    await inspect(page, "case-close-dialog");
    await page.getByRole("alertdialog").getByRole("button", { name: "Close the case" }).click();
    await page.getByText("closed", { exact: true }).waitFor();
  }));

test("an agent adds a file of their own", () =>
  visit(async (page) => {
    await signIn(page, "agent");
    const mine = await openCase("Own file");
    await page.goto(`/cases/${mine.number}`);
    await page.getByText("No files yet.").waitFor();
    await page.getByLabel("Files to add").setInputFiles({ name: "fixed.conf", mimeType: "text/plain", buffer: Buffer.from("timeout = 30\n".repeat(40)) });
    await page.getByRole("link", { name: "fixed.conf" }).waitFor({ timeout: 20_000 });
    await page.getByRole("row", { name: /fixed\.conf/ }).getByText("ready").waitFor({ timeout: 30_000 });
  }));
