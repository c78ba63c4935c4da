// The few DOM helpers that the customer pages need. Text only ever becomes text: nothing here parses HTML.

export const $ = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;

type Props = Partial<Record<"class" | "type" | "title" | "role", string>> & { onclick?: () => void; label?: string };

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  const { onclick, label, ...attributes } = props;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (label) element.setAttribute("aria-label", label);
  if (onclick) element.addEventListener("click", onclick);
  element.append(...children);
  return element;
}

export const button = (text: string, name: string, onclick: () => void): HTMLButtonElement =>
  h("button", { type: "button", class: "small", label: `${text}: ${name}`, onclick }, text);

export const show = (id: string, yes: boolean): void => {
  $(id).hidden = !yes;
};

export const say = (text: string): void => {
  if ($("status").textContent !== text) $("status").textContent = text;
};

/** Replaces the rows of a list only where they changed, so that focus and screen readers stay where they are. */
export function rows(list: HTMLElement, wanted: HTMLElement[]): void {
  wanted.forEach((row, index) => {
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
  while (list.children.length > wanted.length) list.lastElementChild?.remove();
}

/** Shows why nothing can be done here; `retry` offers another attempt. */
export function ended(title: string, text: string, retry?: () => void): void {
  for (const id of ["loading", "request"]) show(id, false);
  $("ended-title").textContent = title;
  $("ended-text").textContent = text;
  const again = $<HTMLButtonElement>("ended-retry");
  again.hidden = !retry;
  again.onclick = retry ?? null;
  show("ended", true);
}

/** The secret is the second segment of the page's own path: /u/<link> or /s/<link>. */
export const linkOfPage = (): string => decodeURIComponent(location.pathname.split("/")[2] ?? "");
