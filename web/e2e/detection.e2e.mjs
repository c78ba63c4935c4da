import assert from "node:assert/strict";
import { test } from "node:test";
import { inspectAll, signIn, visit } from "./browser.mjs";
import { ask } from "./demo.mjs";
import { card, openCase, putFile } from "./stage.mjs";

const address = "203.0.113.77";

test("a lead says what is not looked for in a case, and its files are inspected again", () =>
  visit(async (page) => {
    const of = await openCase("Which peer resets");
    const file = await putFile(of, "peers.log", `2026-11-20T10:00:00Z WARN peer ${address} reset after card=${card}\n`);
    const shown = async () => {
      const { lines } = await ask("agent", "GET", `/versions/${file.version.id}/lines?from=1&count=10`);
      return lines.flatMap(({ pieces }) => pieces.map(({ text }) => text)).join("");
    };
    assert.ok(!(await shown()).includes(address));

    await signIn(page, "lead");
    await page.goto(`/cases/${of.number}`);
    await page.getByRole("button", { name: "Detection" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("network").first().click();
    await dialog.getByRole("group").filter({ hasText: "network" }).getByLabel("Everything of this class").uncheck();
    assert.equal(await dialog.getByText("Payment card number").count(), 0, "what cannot be switched off has no switch");
    await dialog.getByLabel("Reason").fill("Which peer resets is the question");
    await inspectAll(page, "detection-dialog");
    await dialog.getByRole("button", { name: "Inspect again" }).click();
    await page.getByText("Not looked for: network").waitFor();
    await inspectAll(page, "case-not-looked-for");
    await page.getByRole("button", { name: "Detection" }).click();
    await dialog.getByText("Which peer resets is the question").waitFor();
    await dialog.getByText("network").first().click();
    assert.equal(await dialog.getByLabel("Everything of this class").last().isChecked(), false, "the switches stand as they were left");
    await dialog.getByRole("button", { name: "Cancel" }).click();

    for (let attempt = 0; attempt < 120 && !(await shown()).includes(address); attempt += 1) await new Promise((resolve) => setTimeout(resolve, 250));
    await page.goto(`/versions/${file.version.id}`);
    await page.getByText(address).first().waitFor();
    assert.ok(!(await page.locator("main").innerText()).includes(card));
    await page.goto(`/cases/${of.number}/activity`);
    await page.getByText("changed what is looked for in").first().waitFor();

    const agent = await page.context().browser().newContext({ ignoreHTTPSErrors: true, baseURL: new URL(page.url()).origin, viewport: { width: 1280, height: 800 } });
    const theirs = await agent.newPage();
    await signIn(theirs, "agent");
    await theirs.goto(`/cases/${of.number}`);
    await theirs.getByRole("button", { name: "Not looked for: network" }).click();
    await theirs.getByText("Which peer resets is the question").waitFor();
    await inspectAll(theirs, "not-looked-for-dialog");
    await agent.close();
  }));
