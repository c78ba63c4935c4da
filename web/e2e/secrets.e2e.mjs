import assert from "node:assert/strict";
import { before, test } from "node:test";
import { inspectAll, signIn, visit } from "./browser.mjs";
import { ask } from "./demo.mjs";
import { log, openCase, requestFiles, secret } from "./stage.mjs";

let of;
let link;
before(async () => {
  of = await openCase("Passwords in the log");
  ({ link } = await requestFiles(of));
});

test("a contact sees which credential to replace, and says that it is done", () =>
  visit(async (page) => {
    await page.goto(link);
    await page.locator("#pick").waitFor();
    await page.locator("#input").setInputFiles({ name: "server.log", mimeType: "text/plain", buffer: Buffer.from(log(200)) });
    await page.getByRole("button", { name: "Send 1 file" }).click();
    await page.getByRole("heading", { name: "Please replace these" }).waitFor({ timeout: 30_000 });
    await page.getByText("server.log, line 130").waitFor();
    assert.ok(!(await page.locator("main").innerText()).includes(secret), "the value is not shown");
    await inspectAll(page, "upload-credentials");
    await page.getByRole("button", { name: "I replaced it" }).first().click();
    await page.getByText("Replaced. Thank you.").first().waitFor();
  }));

test("an agent sees what was found, and what was replaced", () =>
  visit(async (page) => {
    await signIn(page, "agent");
    await page.goto(`/cases/${of.number}`);
    await page.getByRole("link", { name: "Credentials" }).click();
    await page.getByText("replaced", { exact: true }).filter({ visible: true }).first().waitFor();
    await page.getByRole("link", { name: "server.log" }).first().waitFor();
    await inspectAll(page, "case-credentials");
    await page.getByRole("link", { name: "Findings", exact: true }).click();
    await page.getByLabel("Class").selectOption("financial");
    await page.getByText("payment card").waitFor();
    await inspectAll(page, "case-findings");
  }));

test("values that the customer did not send go out on a lead's word", () =>
  visit(async (page) => {
    await signIn(page, "agent");
    await page.goto(`/cases/${of.number}`);
    await page.getByLabel("Files to add").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("refund to GB82WEST12345698765432\n") });
    let notes;
    for (let attempt = 0; attempt < 120 && notes?.version.state !== "ready"; attempt += 1) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      notes = (await ask("agent", "GET", `/cases/${of.id}/files`)).items.find(({ name }) => name === "notes.txt");
    }
    const lead = await page.context().browser().newContext({ ignoreHTTPSErrors: true, baseURL: new URL(page.url()).origin, viewport: { width: 1280, height: 800 } });
    const theirs = await lead.newPage();
    await signIn(theirs, "lead");
    await theirs.goto(`/versions/${notes.version.id}`);
    await theirs.getByRole("button", { name: "Release" }).click();
    await theirs.getByLabel("Reason").fill("Their own account, asked for by telephone");
    await inspectAll(theirs, "release-dialog");
    await theirs.getByRole("dialog").getByRole("button", { name: "Release" }).click();
    await theirs.getByText("The file may be sent.").waitFor();
    await lead.close();
  }));
