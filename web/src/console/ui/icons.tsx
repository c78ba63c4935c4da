import type { ReactNode } from "react";

const paths = {
  home: "M3 9.5 10 4l7 5.5V16a1 1 0 0 1-1 1h-3.5v-4.5h-5V17H4a1 1 0 0 1-1-1z",
  cases: "M3 6.5A1.5 1.5 0 0 1 4.5 5h3l1.5 2h6.5A1.5 1.5 0 0 1 17 8.5v6a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5z",
  alerts: "M10 3.5a4.5 4.5 0 0 0-4.5 4.5c0 4-1.5 5-1.5 5h12s-1.5-1-1.5-5A4.5 4.5 0 0 0 10 3.5zM8.5 15.5a1.6 1.6 0 0 0 3 0",
  ledger: "M5 3.5h10v13H5zM8 7h4M8 10h4M8 13h2.5",
  people: "M7.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM2.5 16c.4-3 2.4-4.5 5-4.5s4.6 1.5 5 4.5M13 4.7a2.4 2.4 0 0 1 0 4.6M14.5 11.8c1.8.5 2.8 2 3 4.2",
  policy: "M10 3l6 2.2v4.6c0 3.6-2.6 6-6 7.2-3.4-1.2-6-3.6-6-7.2V5.2zM7.5 10l1.8 1.8 3.4-3.6",
  training: "M2.5 8 10 4.5 17.5 8 10 11.5zM6 10v3.5c1.8 1.7 6.2 1.7 8 0V10",
  search: "M9 14.500a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4",
  menu: "M3 6h14M3 10h14M3 14h14",
  file: "M6 3.500h5l3.5 3.500v9.500H6zM11 3.500V7h3.5",
  close: "M5 5l10 10M15 5 5 15",
  person: "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 16.500c.6-3 3-4.5 6-4.500s5.4 1.5 6 4.5",
  link: "M8.5 11.500a3 3 0 0 0 4.3.3l2.4-2.400a3 3 0 0 0-4.3-4.300l-1 1M11.5 8.500a3 3 0 0 0-4.3-.3l-2.4 2.400a3 3 0 0 0 4.3 4.300l1-1",
  down: "M10 3.500v9M6.5 9.5 10 13l3.5-3.500M4 16.500h12",
  up: "M10 13V4M6.5 7.5 10 4l3.5 3.500M4 16.500h12",
  plus: "M10 4v12M4 10h12",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

export function Mark({ size = 22 }: { size?: number }): ReactNode {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect x="3" y="6" width="26" height="21" rx="5" fill="currentColor" />
      <path d="M3 14h26" stroke="var(--bg)" strokeWidth="2" />
      <circle cx="16" cy="18.5" r="3" fill="var(--bg)" />
      <path d="M16 19v4" stroke="var(--bg)" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}
