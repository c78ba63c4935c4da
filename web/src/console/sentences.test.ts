import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Entry } from "../api/types";
import { actionsKnown, tell } from "./sentences";

const base: Entry = { v: 1, time: 0, kind: "decision", actor: "usr_1", actor_kind: "user", action: "file.view_masked", target: "ver_01jd8m3q5v7k2m9x7k2m9", decision: "allow" };
const names = { usr_1: "Ana Ruiz" };

test("a view reads like a sentence, with the lines that were seen", () => {
  const told = tell({ entry: { ...base, lines: [1, 400] }, names });
  assert.equal(`${told.who} ${told.words} ${told.what} (${told.aside})`, "Ana Ruiz viewed, masked, a file …x7k2m9 (lines 1 to 400)");
  assert.equal(told.href, `/versions/${base.target}`);
});

test("a refusal says so", () => {
  assert.equal(tell({ entry: { ...base, action: "file.download", decision: "deny" }, names }).words, "was refused to download");
});

test("those without a name are told apart by kind", () => {
  const who = (actor: string, actor_kind: string) => tell({ entry: { ...base, actor, actor_kind }, names: {} }).who;
  assert.equal(who("req_0123456789", "contact"), "The contact");
  assert.equal(who("service:scan", "service"), "The scan service");
  assert.equal(who("anonymous", "anonymous"), "Somebody unknown");
});

test("an action of tomorrow is shown by its own name", () => {
  assert.equal(tell({ entry: { ...base, action: "escalation.create" }, names }).words, "escalation.create");
});

test("every action that the policy knows has words", () => {
  const source = readFileSync("../crates/gate/src/action.rs", "utf8");
  const actions = [...source.matchAll(/= "([a-z]+\.[a-z_]+)" \[/g)].map(([, name]) => name as string);
  assert.ok(actions.length > 40);
  assert.deepEqual(actions.filter((name) => !actionsKnown.includes(name)), []);
});
