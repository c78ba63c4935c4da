import { type ReactNode, useEffect, useRef, useState } from "react";
import { ndjson, send } from "../../api/client";
import type { Search, SearchEvent } from "../../api/types";
import { count } from "../../shared/format";
import { asApiError } from "../data";
import { useKey } from "../keys";
import { Button, ErrorLine, Meter } from "../ui/parts";

export interface Wanted {
  pattern: string;
  regex: boolean;
  caseSensitive: boolean;
  /** Counts attempts, so that the same search can run again. */
  run: number;
}

interface Hit {
  line: number;
  text: string;
  ranges: [number, number][];
}

const MAX_HITS = 1000;

/** Looks through the masked text on the server and lists the hits as they come. Leaving it ends the search. */
export function SearchPanel({ version, total, wanted, here, onGo, onClose }: { version: string; total: number; wanted: Wanted; here: number; onGo: (line: number) => void; onClose: () => void }): ReactNode {
  const [hits, setHits] = useState<Hit[]>([]);
  const [scanned, setScanned] = useState(0);
  const [done, setDone] = useState<{ hits: number; cut: boolean } | null>(null);
  const [error, setError] = useState("");
  const list = useRef<HTMLOListElement>(null);

  useEffect(() => {
    const control = new AbortController();
    setHits([]);
    setScanned(0);
    setDone(null);
    setError("");
    void (async () => {
      const found: Hit[] = [];
      let frame = 0;
      // Hits may come by the thousand: the page is told at most once a frame.
      const show = () => {
        frame ||= requestAnimationFrame(() => {
          frame = 0;
          setHits([...found]);
        });
      };
      try {
        const body: Search = { pattern: wanted.pattern, regex: wanted.regex, case_sensitive: wanted.caseSensitive, max: MAX_HITS };
        const response = await send(`/api/v1/versions/${version}/search`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal: control.signal });
        for await (const event of ndjson<SearchEvent>(response)) {
          if (control.signal.aborted) return;
          if ("hit" in event) {
            found.push(event.hit);
            if (found.length === 1) onGo(event.hit.line);
            show();
          } else if ("progress" in event) setScanned(event.progress.lines);
          else setDone(event.done);
        }
      } catch (failure) {
        if (!control.signal.aborted) setError(asApiError(failure).message);
      }
    })();
    return () => control.abort();
  }, [version, wanted, onGo]);

  const step = (by: 1 | -1) => {
    const next = by > 0 ? hits.find(({ line }) => line > here) : hits.findLast(({ line }) => line < here);
    if (next) onGo(next.line);
  };
  useKey("n", () => step(1));
  useKey("N", () => step(-1));
  useKey("Escape", onClose);

  const status = done
    ? done.hits === 0
      ? "No line matches"
      : done.cut
        ? `The first ${count(done.hits)} lines; narrow the search for more`
        : `${count(done.hits)} ${done.hits === 1 ? "line" : "lines"}`
    : error
      ? "Stopped"
      : `${count(hits.length)} so far…`;
  return (
    <section className="panel" aria-label="Search results">
      <header>
        <span>
          <span role="status">{status}</span>
          {!done && !error && <Meter part={scanned} whole={total} label="Searched" />}
        </span>
        <span className="actions">
          <Button tiny ghost aria-label="Previous hit" title="Previous (N)" onClick={() => step(-1)}>
            ↑
          </Button>
          <Button tiny ghost aria-label="Next hit" title="Next (n)" onClick={() => step(1)}>
            ↓
          </Button>
          <Button tiny ghost icon="close" aria-label="Close the search" onClick={onClose} />
        </span>
      </header>
      <ol ref={list}>
        {error && (
          <li>
            <ErrorLine error={error} />
          </li>
        )}
        {hits.map((hit) => (
          <li key={hit.line}>
            <button type="button" aria-current={hit.line === here} onClick={() => onGo(hit.line)}>
              <span className="quiet small">{hit.line}</span>
              <code>{marks(hit)}</code>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The text of a hit with its matches marked, cut so that the first match is in sight. */
function marks({ text, ranges }: Hit): ReactNode[] {
  const parts: ReactNode[] = [];
  const begin = Math.max(0, (ranges[0]?.[0] ?? 0) - 12);
  let end = begin;
  if (begin > 0) parts.push("…");
  for (const [from, to] of ranges) {
    if (from < end || to > text.length) continue;
    parts.push(text.slice(end, from), <mark key={from}>{text.slice(from, to)}</mark>);
    end = to;
  }
  parts.push(text.slice(end, end + 300));
  return parts;
}
