// The lines of a file as they are looked at: fetched by windows, kept while they are likely to be seen again, and given
// up when they were scrolled past before they came.
import { api } from "../../api/client";
import type { Line, Lines } from "../../api/types";
import { asApiError } from "../data";
import type { ApiError } from "../../api/client";
import { WINDOW, windowOf } from "./geometry";

const KEPT = 60;

export type FetchLines = (from: number, count: number, signal: AbortSignal) => Promise<Lines>;

export class LineCache {
  /** By first line; a Map keeps the order of use, oldest first. */
  private readonly windows = new Map<number, Line[]>();
  private readonly flights = new Map<number, AbortController>();
  private failed: { error: ApiError; at: number } | null = null;

  constructor(
    private readonly fetchLines: FetchLines,
    private readonly changed: () => void,
  ) {}

  static of(version: string, changed: () => void): LineCache {
    return new LineCache((from, count, signal) => api.get<Lines>(`/versions/${version}/lines`, { from, count }, signal), changed);
  }

  get error(): ApiError | null {
    return this.failed?.error ?? null;
  }

  line(n: number): Line | undefined {
    const first = windowOf(n);
    return this.windows.get(first)?.[n - first];
  }

  /** Replaces a line, when more of it was fetched. */
  put(line: Line): void {
    const first = windowOf(line.n);
    const lines = this.windows.get(first);
    if (!lines) return;
    this.windows.set(first, lines.map((old) => (old.n === line.n ? line : old)));
    this.changed();
  }

  /** Makes sure that these lines are here or on their way, and gives up those that are no longer wanted. */
  want(from: number, to: number): void {
    const wanted = new Set<number>();
    for (let first = windowOf(from); first <= to; first += WINDOW) wanted.add(first);
    for (const [first, control] of this.flights) {
      if (!wanted.has(first)) {
        control.abort();
        this.flights.delete(first);
      }
    }
    for (const first of wanted) {
      const lines = this.windows.get(first);
      if (lines) {
        this.windows.delete(first);
        this.windows.set(first, lines);
      } else if (!this.flights.has(first) && (!this.failed || performance.now() - this.failed.at > 3000)) {
        void this.fetch(first);
      }
    }
  }

  async window(first: number, signal?: AbortSignal): Promise<Line[]> {
    const known = this.windows.get(first);
    if (known) return known;
    const { lines } = await this.fetchLines(first, WINDOW, signal ?? new AbortController().signal);
    this.keep(first, lines);
    return lines;
  }

  retry(): void {
    this.failed = null;
    this.changed();
  }

  close(): void {
    for (const control of this.flights.values()) control.abort();
    this.flights.clear();
  }

  private async fetch(first: number): Promise<void> {
    const control = new AbortController();
    this.flights.set(first, control);
    try {
      const { lines } = await this.fetchLines(first, WINDOW, control.signal);
      this.failed = null;
      this.keep(first, lines);
    } catch (error) {
      if (control.signal.aborted) return;
      this.failed = { error: asApiError(error), at: performance.now() };
    } finally {
      if (this.flights.get(first) === control) this.flights.delete(first);
      if (!control.signal.aborted) this.changed();
    }
  }

  private keep(first: number, lines: Line[]): void {
    this.windows.set(first, lines);
    for (const oldest of this.windows.keys()) {
      if (this.windows.size <= KEPT) break;
      this.windows.delete(oldest);
    }
  }
}
