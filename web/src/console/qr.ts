// QR codes (ISO/IEC 18004): byte mode, error correction level M, versions 1 to 10. Enough for an otpauth:// address, and
// no reason to hand the shared secret to somebody else's code.

/** For versions 1 to 10 at level M: error-correction bytes per block, and blocks as [count, data bytes] pairs. */
const layouts: [number, [number, number][]][] = [
  [10, [[1, 16]]],
  [16, [[1, 28]]],
  [26, [[1, 44]]],
  [18, [[2, 32]]],
  [24, [[2, 43]]],
  [16, [[4, 27]]],
  [18, [[4, 31]]],
  [22, [[2, 38], [2, 39]]],
  [22, [[3, 36], [2, 37]]],
  [26, [[4, 43], [1, 44]]],
];
/** Centres of the alignment patterns for versions 1 to 10. */
const centres: number[][] = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];

// Logarithms of GF(256) with the polynomial x^8 + x^4 + x^3 + x^2 + 1.
const exp = new Uint8Array(512);
const log = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power += 1) {
  exp[power] = exp[power + 255] = value;
  log[value] = power;
  value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
}
const times = (a: number, b: number): number => (a && b ? (exp[(log[a] ?? 0) + (log[b] ?? 0)] ?? 0) : 0);

/** Reed–Solomon remainder. */
function correction(data: number[], length: number): number[] {
  let generator = [1];
  for (let root = 0; root < length; root += 1) {
    const next = [...generator, 0];
    generator.forEach((term, index) => {
      next[index + 1] = (next[index + 1] ?? 0) ^ times(term, exp[root] ?? 0);
    });
    generator = next;
  }
  const rest = [...data, ...new Array<number>(length).fill(0)];
  for (let index = 0; index < data.length; index += 1) {
    const lead = rest[index] ?? 0;
    generator.forEach((term, offset) => {
      rest[index + offset] = (rest[index + offset] ?? 0) ^ times(term, lead);
    });
  }
  return rest.slice(data.length);
}

function codewords(bytes: Uint8Array, version: number): number[] {
  const [ecc, blocks] = layouts[version - 1] as [number, [number, number][]];
  const capacity = blocks.reduce((sum, [many, length]) => sum + many * length, 0);
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >>> bit) & 1);
  };
  put(0b0100, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  put(0, Math.min(4, capacity * 8 - bits.length));
  while (bits.length % 8) bits.push(0);
  const data: number[] = [];
  for (let index = 0; index < bits.length; index += 8) data.push(bits.slice(index, index + 8).reduce((byte, bit) => (byte << 1) | bit, 0));
  for (let pad = 0xec; data.length < capacity; pad ^= 0xec ^ 0x11) data.push(pad);

  const parts: number[][] = [];
  let from = 0;
  for (const [many, length] of blocks) {
    for (let block = 0; block < many; block += 1) {
      parts.push(data.slice(from, from + length));
      from += length;
    }
  }
  const checks = parts.map((part) => correction(part, ecc));
  const woven: number[] = [];
  for (const group of [parts, checks]) {
    const longest = Math.max(...group.map(({ length }) => length));
    for (let index = 0; index < longest; index += 1) for (const part of group) if (index < part.length) woven.push(part[index] as number);
  }
  return woven;
}

/** Remainder of a BCH code, as the format and version bits use it. */
function bch(value: number, polynomial: number, degree: number): number {
  let rest = value << degree;
  for (let bit = 31; bit >= degree; bit -= 1) if (rest & (1 << bit)) rest ^= polynomial << (bit - degree);
  return (value << degree) | rest;
}

const masks: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => ((x / 3 | 0) + (y / 2 | 0)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The modules of a code, row by row; true is dark. Throws when the text is too long. */
export function qr(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text);
  const version = layouts.findIndex(([, blocks], index) => {
    const capacity = blocks.reduce((sum, [many, length]) => sum + many * length, 0);
    return bytes.length + (index + 1 < 10 ? 2 : 3) <= capacity;
  }) + 1;
  if (!version) throw new RangeError("too long for a QR code of version 10");
  const side = 17 + 4 * version;
  const dark = Array.from({ length: side }, () => new Array<boolean>(side).fill(false));
  const fixed = Array.from({ length: side }, () => new Array<boolean>(side).fill(false));
  const set = (x: number, y: number, value: boolean) => {
    if (x < 0 || y < 0 || x >= side || y >= side) return;
    (dark[y] as boolean[])[x] = value;
    (fixed[y] as boolean[])[x] = true;
  };

  for (let index = 0; index < side; index += 1) {
    set(6, index, index % 2 === 0);
    set(index, 6, index % 2 === 0);
  }
  for (const [left, up] of [[0, 0], [side - 7, 0], [0, side - 7]] as const) {
    for (let y = -1; y <= 7; y += 1) {
      for (let x = -1; x <= 7; x += 1) {
        const ring = Math.max(Math.abs(x - 3), Math.abs(y - 3));
        set(left + x, up + y, ring !== 2 && ring !== 4);
      }
    }
  }
  const middle = centres[version - 1] as number[];
  for (const cx of middle) {
    for (const cy of middle) {
      const inFinder = (cx === 6 && (cy === 6 || cy === side - 7)) || (cx === side - 7 && cy === 6);
      if (inFinder) continue;
      for (let y = -2; y <= 2; y += 1) for (let x = -2; x <= 2; x += 1) set(cx + x, cy + y, Math.max(Math.abs(x), Math.abs(y)) !== 1);
    }
  }
  const format = (mask: number) => {
    // Level M is 00.
    const bits = bch(mask, 0x537, 10) ^ 0x5412;
    const bit = (index: number) => ((bits >>> index) & 1) === 1;
    for (let index = 0; index < 15; index += 1) {
      const near = index < 6 ? index : index < 8 ? index + 1 : index === 8 ? 7 : 14 - index;
      if (index < 8) set(8, near, bit(index));
      else set(near, 8, bit(index));
      if (index < 8) set(side - 1 - index, 8, bit(index));
      else set(8, side - 15 + index, bit(index));
    }
    set(8, side - 8, true);
  };
  format(0);
  if (version >= 7) {
    const bits = bch(version, 0x1f25, 12);
    for (let index = 0; index < 18; index += 1) {
      const value = ((bits >>> index) & 1) === 1;
      const across = side - 11 + (index % 3);
      const along = Math.floor(index / 3);
      set(across, along, value);
      set(along, across, value);
    }
  }

  const words = codewords(bytes, version);
  let bit = 0;
  for (let right = side - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < side; step += 1) {
      const up = ((right + 1) & 2) === 0;
      const y = up ? side - 1 - step : step;
      for (const x of [right, right - 1]) {
        if ((fixed[y] as boolean[])[x]) continue;
        (dark[y] as boolean[])[x] = (((words[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1;
        bit += 1;
      }
    }
  }

  let best: { penalty: number; rows: boolean[][] } | null = null;
  for (let mask = 0; mask < 8; mask += 1) {
    format(mask);
    const rule = masks[mask] as (x: number, y: number) => boolean;
    const rows = dark.map((row, y) => row.map((value, x) => ((fixed[y] as boolean[])[x] ? value : value !== rule(x, y))));
    const penalty = penaltyOf(rows);
    if (!best || penalty < best.penalty) best = { penalty, rows };
  }
  return (best as { rows: boolean[][] }).rows;
}

/** How hard a code is to read (§7.8.3 of the standard): runs, blocks, look-alikes of finders, imbalance. */
function penaltyOf(rows: boolean[][]): number {
  const side = rows.length;
  let penalty = 0;
  const lines = [...rows, ...rows.map((_, x) => rows.map((row) => row[x] as boolean))];
  for (const line of lines) {
    let run = 0;
    line.forEach((value, index) => {
      run = index && line[index - 1] === value ? run + 1 : 1;
      if (run === 5) penalty += 3;
      else if (run > 5) penalty += 1;
    });
    const text = line.map((value) => (value ? "1" : "0")).join("");
    for (const pattern of ["10111010000", "00001011101"]) for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1)) penalty += 40;
  }
  for (let y = 1; y < side; y += 1) {
    for (let x = 1; x < side; x += 1) {
      const value = rows[y]?.[x];
      if (value === rows[y - 1]?.[x] && value === rows[y]?.[x - 1] && value === rows[y - 1]?.[x - 1]) penalty += 3;
    }
  }
  const share = (rows.flat().filter(Boolean).length / (side * side)) * 100;
  return penalty + Math.floor(Math.abs(share - 50) / 5) * 10;
}

/** The modules as one SVG path, in units of a module. */
export const qrPath = (rows: boolean[][]): string => rows.flatMap((row, y) => row.flatMap((value, x) => (value ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
