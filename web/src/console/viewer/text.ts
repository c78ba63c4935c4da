// Text of strangers, made safe to look at: what would be invisible, or would rearrange what is read, is shown by name.

// C0 and C1 controls except tab; zero-width and bidirectional controls; line separators; byte-order mark; tag characters.
const hidden = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;
/** Colours of terminals (ECMA-48 SGR): no meaning here, and no harm in leaving them out. */
const colours = /\u001b\[[\d;:]*m/g;

export interface Shown {
  text: string;
  kind: "plain" | "control" | "hit";
}

export function showable(text: string, find: RegExp | null): Shown[] {
  const shown: Shown[] = [];
  const clean = text.replace(colours, "");
  let end = 0;
  for (const match of clean.matchAll(hidden)) {
    push(shown, clean.slice(end, match.index), find);
    const code = match[0].codePointAt(0) ?? 0;
    // Caret notation for the first 32, as terminals write them: ^G, ^[ …
    shown.push({ kind: "control", text: code < 0x20 ? `^${String.fromCharCode(code + 64)}` : `U+${code.toString(16).toUpperCase().padStart(4, "0")}` });
    end = match.index + match[0].length;
  }
  push(shown, clean.slice(end), find);
  return shown;
}

function push(shown: Shown[], text: string, find: RegExp | null): void {
  let end = 0;
  if (find) {
    for (const match of text.matchAll(find)) {
      if (!match[0]) continue;
      if (match.index > end) shown.push({ kind: "plain", text: text.slice(end, match.index) });
      shown.push({ kind: "hit", text: match[0] });
      end = match.index + match[0].length;
    }
  }
  if (end < text.length) shown.push({ kind: "plain", text: text.slice(end) });
}

/** A pattern for marking what was searched, or null when the browser's expressions cannot say it. */
export function marker(pattern: string, regex: boolean, caseSensitive: boolean): RegExp | null {
  if (!pattern) return null;
  try {
    return new RegExp(regex ? pattern : pattern.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), caseSensitive ? "gu" : "giu");
  } catch {
    return null;
  }
}

export const severityShapes: Record<string, string> = { error: "▲", warn: "◆", info: "●", debug: "○" };
