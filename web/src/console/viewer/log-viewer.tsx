import { type CSSProperties, type KeyboardEvent, memo, type ReactNode, type UIEvent, useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "react";
import { api } from "../../api/client";
import type { Line, Overview, Piece } from "../../api/types";
import { count } from "../../shared/format";
import { asApiError, useGet } from "../data";
import { useKey } from "../keys";
import { Button, ErrorLine } from "../ui/parts";
import { useTray } from "../ui/toasts";
import { clampTop, contentPx, fitting, formatHash, type Geometry, isScaled, LINE_PX, nextBusy, parseHash, scrollOf, topAfter, WINDOW, windowOf } from "./geometry";
import { LineCache } from "./lines";
import { Minimap } from "./minimap";
import { RevealDialog, type Reveal } from "./reveal";
import { SearchPanel, type Wanted } from "./search";
import { marker, severityShapes, showable } from "./text";

/** Windows looked through at most for the next error or masked value, before the person is asked to go on. */
const LOOK_WINDOWS = 60;

export function LogViewer({ version, total, whyNoUnmask, initial }: { version: string; total: number; whyNoUnmask: string | null; initial: string }): ReactNode {
  const { notify } = useTray();
  const [, redraw] = useReducer((tick: number) => tick + 1, 0);
  const cache = useMemo(() => LineCache.of(version, redraw), [version]);
  useEffect(() => () => cache.close(), [cache]);
  const overview = useGet<Overview>(`/versions/${version}/overview?buckets=300`);

  const [viewport, setViewport] = useState(600);
  const [folds, setFolds] = useState(false);
  const [top, setTop] = useState(0);
  const [here, setHere] = useState(1);
  const [marked, setMarked] = useState<[number, number] | null>(() => parseHash(initial));
  const [reveal, setReveal] = useState<Reveal | null>(null);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [pattern, setPattern] = useState("");
  const [regex, setRegex] = useState(false);
  const [exact, setExact] = useState(false);
  const [jump, setJump] = useState("");
  const geometry: Geometry = useMemo(() => ({ total, viewport, folds }), [total, viewport, folds]);

  const scroll = useRef<HTMLDivElement>(null);
  const log = useRef<HTMLDivElement>(null);
  const jumpField = useRef<HTMLInputElement>(null);
  const bar = useRef({ before: 0, idle: 0 });
  const now = useRef({ top, geometry });
  now.current = { top, geometry };

  /** Puts the bar where the lines are, without taking that for a movement of the person. */
  const syncBar = useCallback((at: number) => {
    const element = scroll.current;
    if (!element) return;
    element.scrollTop = scrollOf(at, now.current.geometry);
    bar.current.before = element.scrollTop;
  }, []);

  const place = useCallback(
    (at: number) => {
      const next = clampTop(at, now.current.geometry);
      now.current.top = next;
      setTop(next);
      syncBar(next);
    },
    [syncBar],
  );

  const go = useCallback(
    (line: number, where: "third" | "near" = "third") => {
      const target = Math.min(Math.max(1, line), Math.max(1, total));
      setHere(target);
      const shown = Math.floor(fitting(now.current.geometry));
      const first = Math.floor(now.current.top) + 1;
      if (where === "near" && target > first && target < first + shown - 1 && !now.current.geometry.folds) return;
      if (where === "near") place(target <= first ? target - 1 : target - shown + 1);
      else place(target - 1 - Math.floor(shown / 3));
    },
    [place, total],
  );

  useLayoutEffect(() => {
    const element = scroll.current;
    if (!element) return;
    const measure = () => setViewport(element.clientHeight || 600);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => place(now.current.top), [geometry, place]);

  useEffect(() => {
    const follow = () => {
      const range = parseHash(location.hash);
      setMarked(range);
      if (range) go(range[0]);
    };
    follow();
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [go]);

  const scrolled = (event: UIEvent<HTMLDivElement>) => {
    const element = event.currentTarget;
    if (event.target !== element) return;
    const { before } = bar.current;
    if (Math.abs(element.scrollTop - before) < 1) return;
    const next = topAfter(now.current.top, before, element.scrollTop, geometry);
    bar.current.before = element.scrollTop;
    now.current.top = next;
    setTop(next);
    if (!isScaled(geometry)) return;
    // In a scaled bar, steps by lines leave the thumb ahead of its place; it is put right when things are quiet.
    clearTimeout(bar.current.idle);
    const atEdge = element.scrollTop <= 0 || element.scrollTop >= contentPx(geometry) - viewport - 1;
    if (atEdge) syncBar(next);
    else bar.current.idle = setTimeout(() => syncBar(now.current.top), 150) as unknown as number;
  };

  const first = folds ? Math.round(top) : Math.floor(top);
  const last = Math.min(total, first + Math.ceil(fitting(geometry)) + 1);
  useEffect(() => {
    if (total) cache.want(Math.max(1, first + 1 - 20), Math.min(total, last + 20));
  });

  const press = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget && event.key !== "Escape") return;
    const page = Math.max(1, Math.floor(fitting(geometry)) - 2);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const step = steps[event.key];
    if (step) go(here + step, "near");
    else if (event.key === "Home") go(1);
    else if (event.key === "End") go(total);
    else if (event.key === "Enter") log.current?.querySelector<HTMLElement>(`#line-${here} .mask`)?.focus();
    else return;
    event.preventDefault();
  };

  /** The next line that holds what is looked for, found with the help of the overview and then of the lines. */
  const next = async (what: "error" | "span") => {
    // Before the overview is there, the lines alone have to do.
    const { data } = overview;
    const holds = (line: Line) => (what === "error" ? line.severity === "error" : line.pieces.some(({ span }) => span));
    try {
      let looked = 0;
      for (let line = here + 1; line <= total && looked < LOOK_WINDOWS; ) {
        if (data) line = nextBusy(line, data.lines_per_bucket, data.buckets.map(({ errors, spans }) => (what === "error" ? errors : spans)));
        if (line > total) break;
        const lines = await cache.window(windowOf(line));
        looked += 1;
        const found = lines.find((candidate) => candidate.n >= line && holds(candidate));
        if (found) {
          go(found.n);
          if (what === "span") requestAnimationFrame(() => requestAnimationFrame(() => log.current?.querySelector<HTMLElement>(`#line-${found.n} .mask`)?.focus()));
          else log.current?.focus();
          return;
        }
        line = windowOf(line) + WINDOW;
      }
      notify(what === "error" ? "No further error below." : "No further masked value below.");
    } catch (error) {
      notify(asApiError(error).message, "danger");
    }
  };
  useKey("j", () => go(here + 1, "near"));
  useKey("k", () => go(here - 1, "near"));
  useKey("e", () => void next("error"));
  useKey("m", () => void next("span"));
  useKey("w", () => setFolds((before) => !before));
  useKey("l", () => jumpField.current?.focus());

  const mark = useCallback(
    (line: number, extend: boolean) => {
      setHere(line);
      const range: [number, number] = extend && marked ? [Math.min(marked[0], line), Math.max(marked[0], line)] : [line, line];
      setMarked(range);
      history.replaceState(null, "", `${location.pathname}${formatHash(range)}`);
    },
    [marked],
  );
  const copyLink = async () => {
    const range: [number, number] = marked ?? [here, here];
    await navigator.clipboard.writeText(`${location.origin}${location.pathname}${formatHash(range)}`);
    notify(range[0] === range[1] ? `The link to line ${count(range[0])} is copied.` : `The link to lines ${count(range[0])} to ${count(range[1])} is copied.`);
  };
  const rest = useCallback(
    async (line: Line) => {
      const bytes = new TextEncoder().encode(line.pieces.map(({ text }) => text).join("")).length;
      try {
        const more = await api.get<Line>(`/versions/${version}/lines/${line.n}`, { offset: bytes });
        const { more: _before, ...known } = line;
        cache.put({ ...known, pieces: [...line.pieces, ...more.pieces], ...(more.more ? { more: true } : {}) });
      } catch (error) {
        notify(asApiError(error).message, "danger");
      }
    },
    [cache, notify, version],
  );
  const open = useCallback((piece: Piece, line: number) => piece.span && setReveal({ span: piece.span, token: piece.text, line }), []);
  const find = useMemo(() => (wanted ? marker(wanted.pattern, wanted.regex, wanted.caseSensitive) : null), [wanted]);

  const rows: ReactNode[] = [];
  for (let n = first + 1; n <= last; n += 1) {
    rows.push(
      <Row key={n} n={n} line={cache.line(n)} here={n === here} marked={marked !== null && n >= marked[0] && n <= marked[1]} find={find} onMark={mark} onOpen={open} onRest={rest} />,
    );
  }
  const gutter = `${Math.max(4, String(total).length) + 3}ch`;
  const viewer = (
    <div className="viewer">
      <div className="tools" role="toolbar" aria-label="File">
        <form
          role="search"
          aria-label="In this file"
          onSubmit={(event) => {
            event.preventDefault();
            if (pattern) setWanted({ pattern, regex, caseSensitive: exact, run: (wanted?.run ?? 0) + 1 });
          }}
        >
          <input className="find" data-search="" aria-label="Search the masked text" placeholder="Search the masked text" value={pattern} onChange={(event) => setPattern(event.target.value)} maxLength={512} autoComplete="off" spellCheck={false} />
          <Button tiny aria-pressed={regex} title="Regular expression" aria-label="Regular expression" onClick={() => setRegex(!regex)}>
            .*
          </Button>
          <Button tiny aria-pressed={exact} title="Match case" aria-label="Match case" onClick={() => setExact(!exact)}>
            Aa
          </Button>
          <Button tiny type="submit">
            Search
          </Button>
        </form>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const line = Number(jump.replace(/[^\d]/g, ""));
            if (line) {
              go(line);
              setJump("");
              log.current?.focus();
            }
          }}
        >
          <input ref={jumpField} className="jump" inputMode="numeric" aria-label="Go to line" placeholder="Go to line" value={jump} onChange={(event) => setJump(event.target.value)} maxLength={15} autoComplete="off" />
        </form>
        <Button tiny ghost title="Next error (e)" onClick={() => void next("error")}>
          Next error
        </Button>
        <Button tiny ghost title="Next masked value (m)" onClick={() => void next("span")}>
          Next masked
        </Button>
        <Button tiny ghost aria-pressed={folds} title="Wrap long lines (w)" onClick={() => setFolds(!folds)}>
          Wrap
        </Button>
        <Button tiny ghost onClick={() => void copyLink()}>
          Copy link
        </Button>
        <span className="spacer" />
        <span className="small quiet">{count(total)} lines</span>
      </div>
      <div className="stage">
        <div className="scroll" ref={scroll} onScroll={scrolled} tabIndex={-1}>
          <div style={{ height: contentPx(geometry) }}>
            <div
              className={folds ? "log folds" : "log"}
              ref={log}
              role="grid"
              aria-label="Masked text"
              aria-rowcount={total}
              aria-readonly="true"
              aria-activedescendant={here > first && here <= last ? `line-${here}` : undefined}
              tabIndex={0}
              onKeyDown={press}
              style={{ height: viewport }}
            >
              <div className="lines" role="rowgroup" style={{ "--gutter": gutter, transform: folds ? undefined : `translateY(${-(top - first) * LINE_PX}px)` } as CSSProperties}>
                {rows}
              </div>
            </div>
          </div>
        </div>
      </div>
      <Minimap overview={overview.data} top={first} lines={last - first} onGo={go} />
    </div>
  );
  return (
    <>
      {cache.error && (
        <div className="note danger">
          <ErrorLine error={cache.error.message} />
          <div>
            <Button tiny onClick={() => cache.retry()}>
              Try again
            </Button>
          </div>
        </div>
      )}
      {wanted ? (
        <div className="with-panel">
          {viewer}
          <SearchPanel version={version} total={total} wanted={wanted} here={here} onGo={go} onClose={() => setWanted(null)} />
        </div>
      ) : (
        viewer
      )}
      {reveal && <RevealDialog version={version} reveal={reveal} whyNot={whyNoUnmask} onClose={() => setReveal(null)} />}
    </>
  );
}

interface RowProps {
  n: number;
  line: Line | undefined;
  here: boolean;
  marked: boolean;
  find: RegExp | null;
  onMark: (n: number, extend: boolean) => void;
  onOpen: (piece: Piece, line: number) => void;
  onRest: (line: Line) => void;
}

const Row = memo(function Row({ n, line, here, marked, find, onMark, onOpen, onRest }: RowProps): ReactNode {
  const names = ["log-line", line?.severity && `sev-${line.severity}`, marked && "marked", here && "here", !line && "wait"].filter(Boolean).join(" ");
  return (
    <div className={names} id={`line-${n}`} role="row" aria-rowindex={n} aria-selected={here}>
      <span className="n" role="rowheader" onClick={(event) => onMark(n, event.shiftKey)} title="Mark this line; with Shift, up to here">
        {n}
      </span>
      <span className="sev" role="gridcell" title={line?.severity ?? undefined}>
        {line?.severity && (
          <>
            {/* Most lines are of these, and a mark on each would hide those that matter. */}
            {!["info", "debug", "trace"].includes(line.severity) && <span aria-hidden="true">{severityShapes[line.severity]}</span>}
            <span className="visually-hidden">{line.severity}</span>
          </>
        )}
      </span>
      <span className="text" role="gridcell" dir="ltr">
        {line ? line.pieces.map((piece, index) => <PieceView key={index} piece={piece} n={n} here={here} find={find} onOpen={onOpen} />) : "…"}
        {line?.more && (
          <button type="button" className="link-button more" tabIndex={here ? 0 : -1} onClick={() => onRest(line)}>
            Show more of this line
          </button>
        )}
      </span>
    </div>
  );
});

function PieceView({ piece, n, here, find, onOpen }: { piece: Piece; n: number; here: boolean; find: RegExp | null; onOpen: (piece: Piece, line: number) => void }): ReactNode {
  const { span } = piece;
  if (span) {
    return (
      <button
        type="button"
        className="mask"
        tabIndex={here ? 0 : -1}
        title={`${span.class}, found by ${span.detector} with ${span.confidence} % confidence, ${count(span.length)} bytes`}
        aria-label={`Masked: ${piece.text}, ${span.class}. Unmask…`}
        onClick={() => onOpen(piece, n)}
      >
        {piece.text}
      </button>
    );
  }
  return showable(piece.text, find).map((shown, index) =>
    shown.kind === "plain" ? (
      shown.text
    ) : shown.kind === "hit" ? (
      <mark key={index}>{shown.text}</mark>
    ) : (
      <span key={index} className="control" title="A character that would not be seen">
        {shown.text}
      </span>
    ),
  );
}
