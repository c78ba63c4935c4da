import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect, signIn, visit } from "./browser.mjs";
import { card, log, openCase, putFile } from "./stage.mjs";

/** What has the focus, as somebody who hears it would name it. */
const focus = (page) => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.innerText ?? document.activeElement.tagName);

async function tabTo(page, name) {
  for (let step = 0; step < 60; step += 1) {
    if ((await focus(page)).trim() === name) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab never reached ${name}`);
}

test("from Home to an unmasked value by keyboard alone", () =>
  visit(async (page) => {
    const of = await openCase("Keyboard only");
    await putFile(of, "server.log", log(600));
    await signIn(page, "agent");

    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await page.getByRole("heading", { level: 1, name: "Cases" }).waitFor();
    await page.getByRole("link", { name: of.subject }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type(of.subject);
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=/);
    await page.locator("tbody tr").nth(1).waitFor({ state: "detached" });
    await page.getByRole("link", { name: of.subject }).waitFor();
    await page.keyboard.press("Escape");
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("j");
    assert.equal(await focus(page), of.subject);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: of.subject }).waitFor();

    await page.getByRole("link", { name: "server.log" }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.locator("#line-1 .text").getByText("GET").waitFor();
    await page.keyboard.press("e");
    await page.locator("#line-500.here").waitFor();
    await page.keyboard.press("l");
    await page.keyboard.type("1");
    await page.keyboard.press("Enter");
    await page.locator("#line-1.here").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.locator("#line-2.here").waitFor();
    await page.keyboard.press("m");
    await page.waitForFunction(() => document.activeElement.classList.contains("mask"));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Unmask a value" }).waitFor();
    await page.waitForFunction(() => document.activeElement.tagName === "SELECT");
    await page.keyboard.press("ArrowDown");
    await tabTo(page, "Unmask");
    await page.keyboard.press("Enter");
    await page.locator(".value").waitFor();
    assert.equal((await page.locator(".value").innerText()).replace(/\D/g, ""), card.replaceAll(" ", ""));
    await page.keyboard.press("Escape");
    await page.locator(".value").waitFor({ state: "detached" });
    assert.ok(await page.evaluate(() => document.activeElement.classList.contains("mask")), "the focus is back on the value");
  }));

test("the shortcuts are listed and can be turned off", () =>
  visit(async (page) => {
    await signIn(page, "agent");
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
    await inspect(page, "shortcuts");
    await page.getByLabel("Use single-key shortcuts").uncheck();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor({ state: "detached" });
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await page.waitForTimeout(300);
    assert.equal(new URL(page.url()).pathname, "/");
  }));

test("the skip link is first and works", () =>
  visit(async (page) => {
    await signIn(page, "agent");
    await page.reload();
    await page.locator(".topbar").waitFor();
    await page.keyboard.press("Tab");
    assert.equal(await focus(page), "Skip to the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null), "the next stop is in the content");
  }));
