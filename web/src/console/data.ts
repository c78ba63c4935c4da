// Loading data: one hook for one thing, one for lists by page. What was seen before is shown at once and refreshed behind.
import { useCallback, useEffect, useRef, useState } from "react";
import { api, ApiError, fault } from "../api/client";
import type { Page } from "../api/types";

const seen = new Map<string, unknown>();

/** Forgets everything: after sign-out nothing of a session stays in memory. */
export const forget = (): void => seen.clear();

export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError
    ? error
    : fault("page", -1, "This page failed", error instanceof Error ? error.message : String(error));

const WATCHED_MS = 4 * 60_000;
let lastAct = Date.now();
for (const name of ["pointerdown", "keydown", "wheel"]) globalThis.addEventListener?.(name, () => (lastAct = Date.now()), { passive: true, capture: true });

/**
 * Runs `act` after `wait` milliseconds, but only while somebody is there: a page left open must not keep its session
 * alive by asking again and again.
 */
function whenWatched(wait: number, act: () => void): () => void {
  let timer = setTimeout(function look() {
    if (document.visibilityState === "visible" && Date.now() - lastAct < WATCHED_MS) act();
    else timer = setTimeout(look, 1000);
  }, wait);
  return () => clearTimeout(timer);
}

export interface Query<T> {
  data: T | undefined;
  error: ApiError | undefined;
  loading: boolean;
  reload: () => Promise<void>;
  set: (data: T) => void;
}

/** Loads `path` and keeps it fresh. `every` gives the milliseconds until the next look, or null to stop looking. */
export function useGet<T>(path: string | null, every?: (data: T) => number | null): Query<T> {
  const [state, setState] = useState<{ path: string | null; data?: T | undefined; error?: ApiError | undefined }>({ path, data: path ? (seen.get(path) as T | undefined) : undefined });
  const [loading, setLoading] = useState(path !== null);
  const control = useRef<AbortController | null>(null);
  const everyRef = useRef(every);
  everyRef.current = every;

  const load = useCallback(async () => {
    if (!path) return;
    control.current?.abort();
    const mine = new AbortController();
    control.current = mine;
    setLoading(true);
    try {
      const data = await api.get<T>(path, undefined, mine.signal);
      seen.set(path, data);
      setState({ path, data });
    } catch (error) {
      if (mine.signal.aborted) return;
      // A list that was shown stays: an error while refreshing is said beside it.
      setState((before) => ({ path, data: before.path === path ? before.data : undefined, error: asApiError(error) }));
    } finally {
      if (!mine.signal.aborted) setLoading(false);
    }
  }, [path]);

  useEffect(() => {
    setState({ path, data: path ? (seen.get(path) as T | undefined) : undefined });
    void load();
    return () => control.current?.abort();
  }, [path, load]);

  useEffect(() => {
    const wait = state.data === undefined || state.path !== path ? null : (everyRef.current?.(state.data) ?? null);
    if (wait === null) return;
    return whenWatched(wait, () => void load());
  }, [state, path, load]);

  const set = useCallback(
    (data: T) => {
      if (path) seen.set(path, data);
      setState({ path, data });
    },
    [path],
  );
  const current = state.path === path;
  return { data: current ? state.data : undefined, error: current ? state.error : undefined, loading, reload: load, set };
}

export interface Pages<T> {
  items: T[] | undefined;
  error: ApiError | undefined;
  loading: boolean;
  more: (() => void) | null;
  reload: () => Promise<void>;
}

/** Loads a list by pages of the server's choosing. The filter is part of `path`: the server filters, never the page. */
export function usePages<T>(path: string | null, limit = 100): Pages<T> {
  const separator = path?.includes("?") ? "&" : "?";
  const first = useGet<Page<T>>(path && `${path}${separator}limit=${limit}`);
  const [rest, setRest] = useState<{ of: unknown; items: T[]; next: string | undefined } | null>(null);
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const tail = rest && rest.of === first.data ? rest : null;
  const next = tail ? tail.next : first.data?.next;

  const more = useCallback(async () => {
    if (!path || !next) return;
    setBusy(true);
    setError(undefined);
    try {
      const page = await api.get<Page<T>>(`${path}${separator}limit=${limit}&after=${encodeURIComponent(next)}`);
      setRest({ of: first.data, items: [...(tail?.items ?? []), ...page.items], next: page.next });
    } catch (failure) {
      setError(asApiError(failure));
    } finally {
      setBusy(false);
    }
  }, [path, next, separator, limit, first.data, tail]);

  return {
    items: first.data && (tail ? [...first.data.items, ...tail.items] : first.data.items),
    error: first.error ?? error,
    loading: first.loading || busy,
    more: next ? () => void more() : null,
    reload: first.reload,
  };
}

/** Looks again when another part of the page says that something changed. */
export function useChanged(name: string, act: () => Promise<void>): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const run = () => void latest.current();
    addEventListener(name, run);
    return () => removeEventListener(name, run);
  }, [name]);
}
