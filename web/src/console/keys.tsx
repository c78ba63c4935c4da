// Single-key shortcuts. They never act while somebody types, and can be turned off (WCAG 2.1.4).
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { Check, Dialog } from "./ui/parts";

const OFF = "coffer:keys-off";

export const keysOn = (): boolean => {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
};

const types = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
const overlaid = (): boolean => document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;

/** Whether a key press is free to be taken as a shortcut. */
export const isFree = (event: KeyboardEvent): boolean =>
  keysOn() && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.altKey && !types(event.target) && !overlaid();

const places: Record<string, string> = { h: "/", c: "/cases", a: "/alerts", l: "/ledger", p: "/people", t: "/training" };

export function Shortcuts(): ReactNode {
  const [, go] = useLocation();
  const [help, setHelp] = useState(false);
  const [on, setOn] = useState(keysOn());
  const leading = useRef(0);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!isFree(event)) return;
      const led = performance.now() - leading.current < 1200;
      leading.current = 0;
      const place = places[event.key];
      if (led && place) {
        event.preventDefault();
        go(place);
      } else if (event.key === "g") {
        leading.current = performance.now();
      } else if (event.key === "/") {
        const field = document.querySelector<HTMLInputElement>("[data-search]") ?? document.querySelector<HTMLInputElement>("#search");
        if (field) {
          event.preventDefault();
          field.focus();
          field.select();
        }
      } else if (event.key === "?") {
        event.preventDefault();
        setHelp(true);
      }
    };
    const ask = () => setHelp(true);
    addEventListener("keydown", press);
    addEventListener("coffer:shortcuts", ask);
    return () => {
      removeEventListener("keydown", press);
      removeEventListener("coffer:shortcuts", ask);
    };
  }, [go]);

  if (!help) return null;
  const rows: [string, string][] = [
    ["/", "Search: cases, or the text of the open file"],
    ["j  k", "Next and previous row or line"],
    ["Enter", "Open the row"],
    ["g h", "Home"],
    ["g c", "Cases"],
    ["g a", "Alerts"],
    ["g l", "Ledger"],
    ["r", "On a case: request files"],
    ["s", "On a case: send files"],
    ["e  m", "In a file: next error, next masked value"],
    ["l", "In a file: jump to a line"],
    ["w", "In a file: wrap long lines"],
    ["?", "This list"],
  ];
  return (
    <Dialog title="Keyboard shortcuts" onClose={() => setHelp(false)}>
      <dl className="pairs">
        {rows.map(([key, text]) => (
          <div key={key} style={{ display: "contents" }}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Check
        label="Use single-key shortcuts"
        checked={on}
        onChange={(yes) => {
          if (yes) localStorage.removeItem(OFF);
          else localStorage.setItem(OFF, "1");
          setOn(yes);
        }}
      />
    </Dialog>
  );
}

/** Rows that `j`, `k` and Enter work on. */
export function useRows(length: number, open: (index: number) => void): (index: number) => { "data-current": boolean; ref: (row: HTMLElement | null) => void } {
  const [current, setCurrent] = useState(-1);
  const rows = useRef(new Map<number, HTMLElement>());
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!isFree(event) || length === 0) return;
      const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
      if (step) {
        event.preventDefault();
        setCurrent((before) => {
          const next = Math.max(0, Math.min(length - 1, before + step));
          const row = rows.current.get(next);
          row?.scrollIntoView({ block: "nearest" });
          // The row's link takes the focus, so that screen readers say it and Enter works by itself.
          row?.querySelector<HTMLElement>("a, button")?.focus({ preventScroll: true });
          return next;
        });
      } else if (event.key === "Enter" && current >= 0 && (event.target === document.body || (event.target as HTMLElement).tagName === "H1")) {
        open(current);
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [length, open, current]);
  return (index) => ({
    "data-current": index === current,
    ref: (row) => {
      if (row) rows.current.set(index, row);
      else rows.current.delete(index);
    },
  });
}

/** One key that does one thing on a page. */
export function useKey(key: string, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== key || !isFree(event)) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [key]);
}
