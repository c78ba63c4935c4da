// The page of a send link: proof first (an e-mailed code or a passphrase), then the files. Nothing is revealed before.
import { ApiError, send } from "../api/client";
import type { SendContents, SendLinkView } from "../api/types";
import { day, plural, size } from "../shared/format";
import { $, ended, h, linkOfPage, say, show } from "./dom";

const link = linkOfPage();

async function post<T>(path: string, body: unknown = {}): Promise<T> {
  const response = await send(`/api/v1/links/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Coffer-Link": link },
    body: JSON.stringify(body),
  });
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export async function openSend(): Promise<void> {
  show("ended", false);
  show("loading", true);
  let view: SendLinkView;
  try {
    view = await post<SendLinkView>("send");
  } catch (error) {
    gone(error, () => void openSend());
    return;
  }
  show("loading", false);
  show("request", true);
  $("who").textContent =
    `${view.agent} of ${view.organisation} sends you ${plural(view.files, "file")} for case ${view.case_number}. The link works until ${day(view.expires_at)}.`;

  const byCode = view.mode === "email_code";
  $("hint").textContent = view.email_hint;
  $("proof-label").textContent = byCode ? "Code from the e-mail" : "Passphrase";
  const input = $<HTMLInputElement>("proof-input");
  input.type = byCode ? "text" : "password";
  input.autocomplete = byCode ? "one-time-code" : "off";
  if (byCode) input.inputMode = "numeric";
  if (!byCode && !$("proof").querySelector(".hint")) {
    const hint = h("p", { class: "hint" }, `${view.agent} tells you the passphrase, not by the way the link came.`);
    hint.id = "proof-hint";
    $("proof").prepend(hint);
    input.setAttribute("aria-describedby", "proof-hint proof-error");
  }
  show("code-step", byCode);
  show("proof", !byCode);

  $("ask-code").onclick = async () => {
    try {
      await post("send/codes");
      show("proof", true);
      $("ask-code").textContent = "E-mail me another code";
      $("ask-code").classList.remove("main");
      say(`A code is on its way to ${view.email_hint}.`);
      input.focus();
    } catch (error) {
      if (!gone(error)) say(words(error));
    }
  };
  $("proof").onsubmit = async (event) => {
    event.preventDefault();
    $("proof-error").textContent = "";
    try {
      reveal(await post<SendContents>("send/proof", { proof: input.value.trim() }));
    } catch (error) {
      if (gone(error)) return;
      $("proof-error").textContent = words(error);
      input.select();
    }
  };
}

function reveal(contents: SendContents): void {
  for (const id of ["code-step", "proof"]) show(id, false);
  say("");
  show("note", contents.note !== "");
  $("note").textContent = contents.note;
  $("items").replaceChildren(
    ...contents.files.map((file) => {
      const form = h("form", { class: "take" });
      form.method = "post";
      form.action = `/api/v1/links/send/items/${encodeURIComponent(file.version)}`;
      for (const [name, value] of Object.entries({ link, session: contents.session })) {
        const field = h("input");
        field.type = "hidden";
        field.name = name;
        field.value = value;
        form.append(field);
      }
      form.append(h("button", { type: "submit", label: `Download ${file.name}` }, "Download"));
      return h(
        "li",
        {},
        h("p", { class: "name" }, file.name),
        h("p", { class: "facts" }, size(file.size_bytes)),
        h("div", { class: "buttons" }, form),
        ...(file.sha256 ? [h("p", { class: "hash" }, `SHA-256 ${file.sha256}`)] : []),
      );
    }),
  );
  $("takes").textContent = `${plural(contents.takes_left, "download")} left. If a download breaks off, start it again from here.`;
  show("contents", true);
  $("contents-title").focus();
}

const words = (error: unknown): string => (error instanceof ApiError ? error.problem.detail || error.problem.title : "Something went wrong in this page. Reload it and try again.");

/** Ends the page when the link itself is the trouble. */
function gone(error: unknown, retry?: () => void): boolean {
  if (error instanceof ApiError && ["link-ended", "not-found", "sign-in-required"].includes(error.code)) {
    ended("This link no longer works", "It has expired, was used up or was taken back. Ask the person who sent it for a new one.");
    return true;
  }
  if (retry) ended("The files cannot be shown now", words(error), retry);
  return false;
}

