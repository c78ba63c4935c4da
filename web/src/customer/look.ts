// A quick look for values that people rarely mean to send. It runs in the page, before a byte leaves, over the first
// mebibyte of a text file. The server inspects everything properly; this only gives the sender a chance to reconsider.

const LOOK_BYTES = 1024 * 1024;

const kinds: [string, string, RegExp][] = [
  ["private key", "private keys", /-----BEGIN [A-Z ]*PRIVATE KEY-----/g],
  ["cookie", "cookies", /(?:^|[\s"'])(?:set-)?cookie"?\s*[:=]|"name":\s*"(?:set-)?cookie"/gim],
  ["access token", "access tokens", /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*|\b(?:bearer|token)\s+[\w.~+/-]{20,}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}/gi],
  ["password", "passwords", /\b(?:password|passwd|pwd|secret|api[_-]?key)["']?\s*[:=]\s*["']?[^\s"',;*]{4,}/gi],
];
const digits = /(?<![\d.-])(?:\d[ -]?){12,18}\d(?![\d-])/g;

/** The check digit of card numbers (ISO/IEC 7812-1, annex B). */
export function luhn(number: string): boolean {
  let sum = 0;
  for (let index = 0; index < number.length; index += 1) {
    const digit = Number(number[number.length - 1 - index]);
    sum += index % 2 ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}

/** What a text seems to hold: `["3 cookies", "1 private key"]`. */
export function lookAt(text: string): string[] {
  const found: string[] = [];
  const cards = (text.match(digits) ?? []).map((match) => match.replace(/\D/g, ""));
  // First digits of the large card networks only: long numbers in logs often pass the check digit by chance.
  const real = cards.filter((card) => /^(4|5[1-5]|2[2-7]|3[47]|6(011|5))/.test(card) && card.length >= 14 && luhn(card));
  if (real.length) found.push(`${real.length} card ${real.length === 1 ? "number" : "numbers"}`);
  for (const [one, many, pattern] of kinds) {
    const count = text.match(pattern)?.length ?? 0;
    if (count) found.push(`${count} ${count === 1 ? one : many}`);
  }
  return found;
}

export async function look(file: Blob): Promise<string[]> {
  const bytes = new Uint8Array(await file.slice(0, LOOK_BYTES).arrayBuffer());
  // A zero byte early on means that it is not text.
  if (bytes.subarray(0, 4096).includes(0)) return [];
  return lookAt(new TextDecoder().decode(bytes));
}
