import assert from "node:assert/strict";
import { test } from "node:test";
import { inspectAll, signIn, visit } from "./browser.mjs";
import { openCase } from "./stage.mjs";

for (const name of ["engineer", "hr"]) {
  test(`somebody outside customer success is refused with a reason: ${name}`, () =>
    visit(async (page) => {
      const of = await openCase();
      await signIn(page, name);
      await page.getByText("Customer files are for customer success").waitFor();
      await inspectAll(page, `refused-home-${name}`);
      for (const address of ["/cases", `/cases/${of.number}`, `/cases/${of.id}`]) {
        await page.goto(address);
        // Refused or hidden, as the policy has it; never shown.
        await page.getByText(/Not allowed|Not found/).first().waitFor();
        assert.ok(!(await page.locator("body").innerText()).includes(of.subject));
      }
      await inspectAll(page, `refused-case-${name}`);
    }));
}

test("an administrator manages people and reads no case", () =>
  visit(async (page) => {
    const of = await openCase();
    await signIn(page, "administrator");
    await page.goto(`/cases/${of.number}`);
    await page.getByText(/Not allowed|Not found/).first().waitFor();
    await page.goto("/people");
    await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
    await page.locator("tbody tr").first().waitFor();
    await inspectAll(page, "people");
  }));

test("without training the next step is the training", () =>
  visit(async (page) => {
    await signIn(page, "untrained");
    await page.getByText(/Training comes first|Your training has expired/).waitFor();
    await inspectAll(page, "home-untrained");
    await page.goto("/cases");
    await page.getByRole("link", { name: "Do the training" }).click();
    await page.getByRole("heading", { level: 1, name: "Training" }).waitFor();
    await page.locator("fieldset").first().waitFor();
    await inspectAll(page, "training");
    for (const question of await page.locator("fieldset").all()) await question.getByRole("radio").last().check();
    await page.getByRole("button", { name: "Hand in the answers" }).click();
    await page.getByText(/answers? (was|were) right/).waitFor();
  }));

test("a page that does not exist says no more than one that is hidden", () =>
  visit(async (page) => {
    await signIn(page, "agent");
    await page.goto("/nowhere");
    await page.getByRole("heading", { level: 1, name: "Nothing here" }).waitFor();
    await inspectAll(page, "not-found");
    await page.goto("/cases/99999999");
    await page.getByText("Not found").waitFor();
  }));
