// Markdown for who does not know it.

import type { Icon } from "../discussion/icons";
import type { Key } from "../i18n";

/** What a button or a shortcut does to the selection. */
export interface Format { name: Key & Icon; before: string; after?: string; key?: string }

export const formats: Format[] = [
  { name: "bold", before: "**", after: "**", key: "b" },
  { name: "italic", before: "_", after: "_", key: "i" },
  { name: "link", before: "[", after: "](https://)", key: "k" },
  { name: "quote", before: "> " },
  { name: "list", before: "- " },
  { name: "code", before: "`", after: "`" },
];

/** The text that takes the selection's place, and the part of it that is selected next. Without an end, each line gets the beginning. */
export function formatted(selection: string, { before, after }: Format): { text: string; from: number; to: number } {
  if (after === undefined) {
    const text = selection.replace(/^/gm, before);
    return { text, from: text.length, to: text.length };
  }
  const text = before + selection + after;
  // Of a link with words the address is missing, of all else the words.
  return after.length > 2 && selection
    ? { text, from: text.length - 9, to: text.length - 1 }
    : { text, from: before.length, to: before.length + selection.length };
}

/** Formats the selection, so that it can be undone. */
export function format(text: HTMLTextAreaElement, how: Format): void {
  let { selectionStart: start, selectionEnd: end } = text;
  if (how.after === undefined) start = text.value.lastIndexOf("\n", start - 1) + 1; // whole lines
  const made = formatted(text.value.slice(start, end), how);
  text.focus();
  text.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, made.text)) {
    text.setRangeText(made.text);
    text.dispatchEvent(new Event("input"));
  }
  text.setSelectionRange(start + made.from, start + made.to);
}
