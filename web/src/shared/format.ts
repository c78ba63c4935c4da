// Numbers, sizes and times for people. One place, so that the same thing reads the same everywhere.

const whole = /* @__PURE__ */ new Intl.NumberFormat("en");
const units = ["B", "kB", "MB", "GB", "TB"];

export const count = (value: number): string => whole.format(value);

/** `1 file`, `3 files`. */
export const plural = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** A size in decimal units with three significant digits at most: `947 B`, `12.4 MB`, `1 GB`. */
export function size(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits).replace(/\.0+$/, "")} ${units[unit]}`;
}

/** A length of time in words, coarse on purpose: `45 s`, `12 min`, `3 h`, `5 days`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

const dateTime = /* @__PURE__ */ new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
const dayShort = /* @__PURE__ */ new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const dayOnly = /* @__PURE__ */ new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
const clock = /* @__PURE__ */ new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const precise = /* @__PURE__ */ new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });

export const at = (ms: number): string => dateTime.format(ms);
/** A day, never broken over two lines. */
export const day = (ms: number): string => dayOnly.format(ms).replaceAll(" ", "\u00a0");
export const dayInList = (ms: number): string => dayShort.format(ms);
export const time = (ms: number): string => clock.format(ms);
export const exactly = (ms: number): string => precise.format(ms);

/** `3 min ago`, `in 5 days`. */
export function relative(ms: number, now: number): string {
  const seconds = Math.round((ms - now) / 1000);
  if (Math.abs(seconds) < 10) return "now";
  return seconds < 0 ? `${duration(-seconds)} ago` : `in ${duration(seconds)}`;
}

const classNames: Record<string, [string, string]> = {
  financial: ["card or account number", "card or account numbers"],
  personal: ["personal detail", "personal details"],
  health: ["health identifier", "health identifiers"],
  credential: ["password, key or token", "passwords, keys or tokens"],
  network: ["network address", "network addresses"],
  custom: ["value named by your support team", "values named by your support team"],
};

/** What was found of a class, for people who have never heard of classes. */
export function findingWords(name: string, howMany: number): string {
  const [one, many] = classNames[name] ?? [name, name];
  return `${count(howMany)} ${howMany === 1 ? one : many}`;
}
