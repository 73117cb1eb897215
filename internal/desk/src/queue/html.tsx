import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { safeHTML } from "../../../widget/src/safe-html";
import { markIn } from "./marks";

/** A comment as readers see it, with what matched marked. This is the one way for HTML into the page. */
export function Html({ html, marks = [] }: { html: string; marks?: readonly string[] }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const words = marks.join("\n");
  useLayoutEffect(() => {
    const content = safeHTML(html);
    markIn(content, words.split("\n"));
    box.current?.replaceChildren(content);
  }, [html, words]);
  return <div class="rendered" ref={box} dir="auto" />;
}

/** The words of a comment alone, its lines one after the other. */
export function plain(html: string): string {
  const content = safeHTML(html);
  for (const block of content.querySelectorAll("p, br, li, pre, blockquote")) block.after(" ");
  return (content.textContent ?? "").replace(/\s+/g, " ").trim();
}
