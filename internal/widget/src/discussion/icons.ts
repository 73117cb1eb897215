import { icon as draw, svg } from "../dom";
import type { drawings } from "../writing/drawings";

// One path each, on a grid of 20; a dot is a line without length, its end round.
const paths = {
  feed: "M4 4.5A11.5 11.5 0 0 1 15.5 16M4 9.5A6.5 6.5 0 0 1 10.5 16M5 15h.4",
  pen: "m12.8 4.2 3 3L7 16H4v-3zM11 6l3 3",
  warn: "M10 3.2 17.5 16.5h-15zM10 8v4M10 14.2v.3",
  up: "M10 4.5 16 11h-3.6v4.5H7.6V11H4z",
  down: "M10 15.5 4 9h3.6V4.5h4.8V9H16z",
  dots: "M4.5 10h.1M10 10h.1M15.5 10h.1",
  fold: "m5.5 8 4.5 4.5L14.5 8",
  lock: "M5.5 9h9v7.5h-9zM7 9V6.8a3 3 0 0 1 6 0V9",
  paper: "M6 5.5h6l2.3 2.3v7.3H6zM8.2 9.4H12M8.2 12H12",
};
export type Icon = keyof typeof paths | keyof typeof drawings;

/** Adds the drawings that came with kibitz-write.js. */
export function learn(more: typeof drawings): void {
  Object.assign(paths, more);
}

/** A drawing beside words, or in a button that has a name. */
export const icon = (name: Icon): SVGElement => draw(paths[name as keyof typeof paths]);

// Quarter disc, triangle, dot, square: each in a tile of 4 by 4, turned by quarters.
const shapes = ["M0 0h4a4 4 0 0 1-4 4z", "M0 0h4L0 4z", "M.6 2a1.4 1.4 0 0 1 2.8 0a1.4 1.4 0 0 1-2.8 0", "M0 0h4v4H0z"];

/** Four tiles in one of eight hues, by a hash (FNV-1a) of the author's opaque id. */
export function avatar(id: string): SVGElement {
  let hash = 0x811c9dc5;
  for (const c of id) hash = Math.imul(hash ^ c.charCodeAt(0), 0x01000193);
  const tile = (n: number) => svg("path", {
    d: shapes[(hash >> (n * 4)) & 3],
    transform: `translate(${(n & 1) * 4} ${(n >> 1) * 4}) rotate(${((hash >> (n * 4 + 2)) & 3) * 90} 2 2)`,
  });
  return svg("svg", { class: `av h${(hash >> 16) & 7}`, part: "avatar", viewBox: "0 0 8 8", "aria-hidden": "true" }, ...[0, 1, 2, 3].map(tile));
}

/** The newsroom's sign. */
export const sign = (): SVGElement =>
  svg("svg", { class: "av hs", part: "avatar", viewBox: "0 0 20 20", "aria-hidden": "true" }, svg("path", { d: paths.paper, transform: "translate(0 -.3)" }));
