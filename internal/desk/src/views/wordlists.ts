// Lists of words as they are written; internal/spam/words.go reads them.

/** A rule of the lists: where it begins, and how many entries it has. */
export interface Rule {
  name: string; // "" for what stands before the first name
  spam: boolean; // leads to the spam queue
  line: number; // from 1
  entries: number;
}

const heading = /^\[([^\]]*)\]\s*(spam)?\s*$/;

/** The rules of the lists in their order. */
export function outline(text: string): Rule[] {
  const rules: Rule[] = [];
  text.split("\n").forEach((raw, i) => {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) return;
    const found = heading.exec(line);
    if (found) {
      rules.push({ name: found[1]!.trim(), spam: found[2] !== undefined, line: i + 1, entries: 0 });
      return;
    }
    if (rules.length === 0) rules.push({ name: "", spam: false, line: i + 1, entries: 0 });
    rules[rules.length - 1]!.entries++;
  });
  return rules;
}

/** Why the server may not read this line, as a key of words. */
export function fault(raw: string): "rules.fault.rule" | "rules.fault.star" | "rules.fault.empty" | "rules.fault.long" | "rules.fault.short" | "rules.fault.other" {
  const line = raw.trim();
  if (line.startsWith("[")) return "rules.fault.rule";
  const words = line.match(/[\p{L}\p{M}\p{N}\p{Cf}@$]+/gu) ?? [];
  if (/\*./.test(line)) return "rules.fault.star";
  if (words.length === 0) return "rules.fault.empty";
  if (words.length > 8) return "rules.fault.long";
  if (line.startsWith("~") && words.length === 1) return "rules.fault.short";
  return "rules.fault.other";
}

/** A piece of a text, and what met it. */
export interface Piece {
  text: string;
  rule?: string;
}

/** Cuts a text where matches begin and end; their places are in bytes of UTF-8. Of two that overlap, the first is shown. */
export function pieces(text: string, matches: { rule: string; start: number; end: number }[]): Piece[] {
  const bytes = new TextEncoder().encode(text);
  const read = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to));
  const out: Piece[] = [];
  let at = 0;
  for (const { rule, start, end } of [...matches].sort((a, b) => a.start - b.start)) {
    if (start < at || end <= start) continue;
    if (start > at) out.push({ text: read(at, start) });
    out.push({ text: read(start, end), rule });
    at = end;
  }
  if (at < bytes.length) out.push({ text: read(at, bytes.length) });
  return out;
}
