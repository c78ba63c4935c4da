import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Entry } from "../api/types";
import { actionsKnown, deeds, tell } from "./sentences";

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

test("somebody who came by a link is not named as the link", () => {
  const told = tell({ entry: { ...base, actor: "snd_0123456789", actor_kind: "contact", action: "send.open", target: "snd_0123456789" }, names: { snd_0123456789: "a contact" } });
  assert.equal(`${told.who} ${told.words} ${told.what}`, "a contact opened a send link …456789");
});

test("a decision is told once, with what came of it, and repetitions are counted", () => {
  const item = (index: number, entry: Partial<Entry>) => ({ index, leaf: "", names, entry: { ...base, ...entry } });
  const outcome: Partial<Entry> = { kind: "outcome", result: "done", lines: [1, 40] };
  const { decision: _none, ...rest } = base;
  const list = [
    item(9, { action: "file.download", decision: "deny", reason: "no-right" }),
    { ...item(8, {}), entry: { ...rest, ...outcome, intent: 6 } as Entry },
    { ...item(7, {}), entry: { ...rest, ...outcome, intent: 5 } as Entry },
    item(6, {}),
    item(5, {}),
    { ...item(4, {}), entry: { ...rest, ...outcome, intent: 2 } as Entry },
  ];
  assert.deepEqual(
    deeds(list).map(({ first, told, times }) => [first.index, `${told.words} (${told.aside})`, times]),
    [
      [9, "was refused to download ()", 1],
      [6, "viewed, masked, (lines 1 to 40)", 2],
      [4, "finished: viewed, masked, (lines 1 to 40)", 1],
    ],
  );
});
