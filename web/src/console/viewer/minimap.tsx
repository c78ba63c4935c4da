import { type MouseEvent, type ReactNode, useEffect, useRef } from "react";
import type { Overview } from "../../api/types";
import { LINE_PX } from "./geometry";

/**
 * The whole file at a glance: errors and warnings on the left, masked values on the right. It adds nothing that keys and
 * search do not reach, so it is left out for screen readers.
 */
export function Minimap({ overview, top, lines, onGo }: { overview: Overview | undefined; top: number; lines: number; onGo: (line: number) => void }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const total = overview?.lines ?? 0;

  useEffect(() => {
    const element = canvas.current;
    if (!element || !overview) return;
    const draw = () => paint(element, overview);
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", draw);
    return () => {
      observer.disconnect();
      dark.removeEventListener("change", draw);
    };
  }, [overview]);

  const click = (event: MouseEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    // A short file does not fill the map: its buckets are as high as its lines.
    const height = mapPx(box.height, total);
    onGo(Math.max(1, Math.round(((event.clientY - box.top) / height) * total)));
  };
  const shown = (part: number) => `min(${(part / Math.max(1, total)) * 100}%, ${part * LINE_PX}px)`;
  return (
    <div className="minimap" onClick={click} aria-hidden="true" title="Errors and warnings left, masked values right">
      <canvas ref={canvas} />
      {total > 0 && <div className="window" style={{ top: shown(top), height: shown(Math.min(lines, total)) }} />}
    </div>
  );
}

const mapPx = (height: number, total: number): number => Math.max(1, Math.min(height, total * LINE_PX));

function paint(canvas: HTMLCanvasElement, { buckets, lines, lines_per_bucket: each }: Overview): void {
  const ratio = devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext("2d");
  if (!context || !lines) return;
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name);
  const map = mapPx(height, lines);
  // By logarithm: one error in a bucket is seen beside a thousand.
  const share = (value: number, most: number) => (value ? 0.1 + 0.9 * (Math.log1p(value) / Math.log1p(most)) : 0);
  const most = Math.max(1, ...buckets.map(({ errors, warnings, spans }) => Math.max(errors, warnings, spans)));
  const half = width / 2 - 2;
  buckets.forEach(({ errors, warnings, spans }, index) => {
    const y = ((index * each) / lines) * map;
    const tall = Math.max(1.5, (Math.min(each, lines - index * each) / lines) * map);
    const draw = (name: string, x: number, value: number) => {
      if (!value) return;
      context.fillStyle = colour(name);
      context.fillRect(x, y, half * share(value, most), Math.min(tall, Math.max(1.5, map / buckets.length)));
    };
    draw("--warn", 2, warnings);
    draw("--danger", 2, errors);
    draw("--mask-text", width / 2, spans);
  });
}
