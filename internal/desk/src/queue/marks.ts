// Where what matched stands in a text.

/** A stretch of a text, from and to in UTF-16 units. */
export type Stretch = readonly [from: number, to: number];

/** Where the words are in the text, whatever their case, in order and without overlaps. */
export function find(text: string, words: readonly string[]): Stretch[] {
  const lower = text.toLowerCase();
  if (lower.length !== text.length) return []; // letters that change their length are not worth a wrong mark
  const found: Stretch[] = [];
  for (const word of words) {
    const sought = word.toLowerCase();
    if (!sought) continue;
    for (let at = lower.indexOf(sought); at >= 0; at = lower.indexOf(sought, at + sought.length)) found.push([at, at + sought.length]);
  }
  found.sort(([a, b], [c, d]) => a - c || d - b);
  const out: Stretch[] = [];
  for (const [from, to] of found) {
    const last = out.at(-1);
    if (last && from < last[1]) out[out.length - 1] = [last[0], Math.max(last[1], to)];
    else out.push([from, to]);
  }
  return out;
}

/** The text in parts, those that matched and those between. */
export function split(text: string, words: readonly string[]): { text: string; marked: boolean }[] {
  const out: { text: string; marked: boolean }[] = [];
  let at = 0;
  for (const [from, to] of find(text, words)) {
    if (from > at) out.push({ text: text.slice(at, from), marked: false });
    out.push({ text: text.slice(from, to), marked: true });
    at = to;
  }
  if (at < text.length) out.push({ text: text.slice(at), marked: false });
  return out;
}

/** Marks the words in what is below a node, also where they run over its parts. */
export function markIn(root: Node, words: readonly string[]): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  const found = find(nodes.map(({ data }) => data).join(""), words);
  let start = 0;
  for (const node of nodes) {
    const end = start + node.data.length;
    const text = node.data;
    // From the last to the first, so that what is before keeps its place.
    for (const [from, to] of found.filter(([from, to]) => from < end && to > start).reverse()) {
      const rest = node.splitText(Math.max(from - start, 0));
      rest.splitText(Math.min(to - start, text.length) - Math.max(from - start, 0));
      const mark = document.createElement("mark");
      rest.replaceWith(mark);
      mark.append(rest);
    }
    start = end;
  }
}
