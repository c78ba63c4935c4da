// Where lines are on a scroll bar. A browser limits how high an element may be (33,554,428 px in Chromium, less
// elsewhere), so that beyond a few hundred thousand lines the bar is scaled: its thumb moves in proportion, while wheel,
// touch and keys still move line by line.

/** Height of a line, in CSS pixels. */
export const LINE_PX = 20;
/** Height of the scrolled content at most, in CSS pixels: safe in every browser. */
export const MAX_PX = 8_000_000;
/** Lines fetched at once. */
export const WINDOW = 200;

export interface Geometry {
  /** Lines in all. */
  total: number;
  /** Height of the viewport, in CSS pixels. */
  viewport: number;
  /** Long lines are wrapped: a line is as high as it needs, and scrolling goes by whole lines. */
  folds: boolean;
}

/** Lines that fit, fractions included. */
export const fitting = ({ viewport }: Geometry): number => viewport / LINE_PX;

/** The topmost position: the last line stays visible, with a line of air for the horizontal scroll bar. */
export const lastTop = (geometry: Geometry): number =>
  geometry.folds ? Math.max(0, geometry.total - 1) : Math.max(0, geometry.total + 1 - fitting(geometry));

export const clampTop = (top: number, geometry: Geometry): number => Math.min(lastTop(geometry), Math.max(0, top));

/** Height of what is scrolled, in CSS pixels. */
export const contentPx = (geometry: Geometry): number => Math.min(MAX_PX, Math.ceil(lastTop(geometry) * LINE_PX + geometry.viewport));

export const isScaled = (geometry: Geometry): boolean => contentPx(geometry) === MAX_PX;

/** Position of the scroll bar for a topmost line (counted from 0, fractions included). */
export function scrollOf(top: number, geometry: Geometry): number {
  const room = contentPx(geometry) - geometry.viewport;
  const last = lastTop(geometry);
  return last === 0 ? 0 : (clampTop(top, geometry) / last) * room;
}

/** The topmost line after the bar moved from `before` to `now`. */
export function topAfter(top: number, before: number, now: number, geometry: Geometry): number {
  const room = contentPx(geometry) - geometry.viewport;
  if (room <= 0) return 0;
  const step = now - before;
  // A short step is a wheel, a finger or a key: it means lines. A long one is the thumb: it means a place.
  if (isScaled(geometry) && Math.abs(step) <= geometry.viewport * 2) return clampTop(top + step / LINE_PX, geometry);
  return clampTop((now / room) * lastTop(geometry), geometry);
}

/** The window that holds a line (both counted from 1): its first line. */
export const windowOf = (line: number): number => Math.floor((line - 1) / WINDOW) * WINDOW + 1;

/** `#L44` or `#L44-L60`. */
export function parseHash(hash: string): [number, number] | null {
  const match = /^#L(\d{1,15})(?:-L(\d{1,15}))?$/.exec(hash);
  if (!match) return null;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return from < 1 || to < 1 ? null : [Math.min(from, to), Math.max(from, to)];
}

export const formatHash = ([from, to]: [number, number]): string => (from === to ? `#L${from}` : `#L${from}-L${to}`);

/** The index counts every so many lines, so that the overview may count a line up to this much later than it is. */
const LATE = 256;

/** The first line, from this one on, that may hold what the buckets count; beyond the last line when none does. */
export function nextBusy(line: number, linesPerBucket: number, counts: number[]): number {
  const from = Math.floor((line - 1) / linesPerBucket);
  const busy = counts.findIndex((many, bucket) => bucket >= from && many > 0);
  return busy < 0 ? Math.max(line, counts.length * linesPerBucket + 1) : Math.max(line, busy * linesPerBucket + 1 - LATE);
}
