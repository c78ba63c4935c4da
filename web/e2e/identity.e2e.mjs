import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect, inspectAll, keepSession, signIn, visit } from "./browser.mjs";
import { base } from "./demo.mjs";
import { totp } from "./stage.mjs";

/** An authenticator with user verification, built into the browser. */
async function withAuthenticator(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
}

test("the sign-in page offers passkeys in the field and by a button, and does not say which part was wrong", () =>
  visit(async (page) => {
    await page.goto("/cases");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await inspectAll(page, "sign-in");
    assert.equal(await page.getByLabel("E-mail address").getAttribute("autocomplete"), "username webauthn");
    await page.getByLabel("E-mail address").fill("nobody@example.com");
    await page.getByLabel("Password").fill("this is not the password");
    await page.getByRole("button", { name: "Sign in with the password" }).click();
    await page.getByRole("alert").waitFor();
    await inspect(page, "sign-in-refused");
  }));

test("a sign-in link asks first, works once, and leaves no secret in the address", () =>
  visit(async (page) => {
    await page.goto("/sign-in#link=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    await page.getByRole("heading", { name: "Sign in with your link" }).waitFor();
    assert.equal(new URL(page.url()).hash, "");
    await inspect(page, "sign-in-link");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("does not work any more").waitFor();
  }));

test("a passkey is enrolled, signs in, and gives the fresh proof", () =>
  visit(async (page) => {
    await withAuthenticator(page);
    await signIn(page, "lead");
    await page.goto("/account");
    await page.getByRole("button", { name: "Add a passkey" }).waitFor();
    await inspectAll(page, "account");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByLabel("Name of it").fill("Test key");
    await page.getByRole("button", { name: "Make it" }).click();
    await page.getByText("The passkey is added.").waitFor();
    const codes = page.getByRole("button", { name: "I have kept them" });
    if (await codes.isVisible().catch(() => false)) await codes.click();
    await page.getByText("1 passkey", { exact: true }).waitFor();

    await page.getByLabel(/Account of/).click();
    await inspect(page, "menu");
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    // The browser's own offer may sign in at once, since this authenticator always says yes.
    const button = page.getByRole("button", { name: "Sign in with a passkey" });
    await button.or(page.locator(".topbar")).first().waitFor();
    if (await button.isVisible()) await button.click({ timeout: 3000 }).catch(() => undefined);
    await page.locator(".topbar").waitFor();
    await page.goto("/account");
    await page.getByText("passkey; ends").waitFor();
    await keepSession(page, "lead");
  }));

test("a new colleague sets up a password and an authenticator app", () =>
  visit(async (page, context) => {
    await signIn(page, "administrator");
    await page.goto("/people");
    await page.getByRole("button", { name: "Add a person" }).click();
    await inspectAll(page, "people-add");
    const email = `nia.${Date.now()}@example.com`;
    await page.getByLabel("Name", { exact: true }).fill("Nia New");
    await page.getByLabel("E-mail address").fill(email);
    await page.getByRole("button", { name: "Add and make a setup link" }).click();
    const link = await page.getByLabel("Setup link", { exact: true }).inputValue();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText(email).waitFor();

    const theirs = await context.browser().newContext({ ignoreHTTPSErrors: true, baseURL: base });
    const setup = await theirs.newPage();
    await setup.goto(link);
    await setup.getByText("This sets up the account of").waitFor();
    await inspectAll(setup, "setup");
    await setup.getByRole("button", { name: /Use a password/ }).click();
    await setup.getByLabel("New password").fill("correct horse battery staple");
    await setup.getByLabel("The same again").fill("correct horse battery staple");
    await setup.getByRole("button", { name: "Go on" }).click();
    const secret = await setup.getByLabel("Secret", { exact: true }).inputValue();
    await inspectAll(setup, "setup-app");
    await setup.getByLabel("Code that the app shows now").fill(await totp(secret));
    await setup.getByRole("button", { name: "Confirm" }).click();
    await setup.getByRole("heading", { name: "Recovery codes" }).waitFor();
    assert.ok((await setup.locator(".codes li").count()) >= 8);
    await inspectAll(setup, "setup-codes");
    await setup.getByRole("button", { name: "I have kept them" }).click();
    await setup.getByText("Training comes first").waitFor();

    // Out, and in again by hand. A code works once, so the one of the next half minute is due.
    await setup.getByLabel(/Account of/).click();
    await setup.getByRole("menuitem", { name: "Sign out" }).click();
    await setup.getByLabel("E-mail address").fill(email);
    await setup.getByLabel("Password").fill("correct horse battery staple");
    await setup.getByLabel("Code", { exact: true }).fill(await totp(secret, Date.now() + 30_000));
    await setup.getByRole("button", { name: "Sign in with the password" }).click();
    await setup.getByText("Training comes first").waitFor();
    await theirs.close();
  }));
