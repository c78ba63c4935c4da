import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect, inspectAll, signIn, visit } from "./browser.mjs";
import { openCase } from "./stage.mjs";

test("an auditor filters the ledger, proves an entry in the browser and verifies it all", () =>
  visit(async (page) => {
    const of = await openCase("For the ledger");
    await signIn(page, "auditor");
    await page.goto("/ledger");
    await page.locator("tbody tr").first().waitFor();
    await inspectAll(page, "ledger");
    await page.getByLabel("Action").fill("case.create");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL(/action=case\.create/);
    await page.locator("tbody tr").first().getByText("case.create").waitFor();
    for (const action of await page.locator("tbody td code").allInnerTexts()) assert.equal(action, "case.create");

    await page.locator("tbody a").first().click();
    await page.getByRole("heading", { name: /^Entry / }).waitFor();
    await page.getByText("This browser recomputed the root").waitFor();
    await inspectAll(page, "ledger-entry");
    const raw = await page.locator("pre").innerText();
    assert.ok(raw.includes("case.create"));
    assert.ok(!raw.includes(of.subject), "no names in the ledger");
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Verify now" }).click();
    await page.getByText(/^verified: /).waitFor({ timeout: 30_000 });
    await inspect(page, "ledger-verified");
  }));

test("security looks at the alerts", () =>
  visit(async (page) => {
    await signIn(page, "auditor");
    await page.goto("/alerts");
    await page.getByRole("heading", { level: 1, name: "Alerts" }).waitFor();
    await page.locator(".empty, tbody tr").first().waitFor();
    await inspectAll(page, "alerts");
  }));

test("the policy explains a decision", () =>
  visit(async (page) => {
    await signIn(page, "auditor");
    await page.goto("/policy");
    await page.getByText(/Find among \d+ rules/).waitFor();
    await inspectAll(page, "policy");
    await page.getByLabel("Find among").fill("department");
    await page.locator("tbody tr").first().waitFor();
  }));
