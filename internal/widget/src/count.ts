// <kibitz-count> and <kibitz-view>: numbers in a line of text.

import { type Count, countsOf } from "./counts";
import { KibitzElement } from "./element";
import { h } from "./dom";
import type { Key } from "./i18n";
import css from "./count.css";
import { address } from "./page";

const kinds = {
  comments: "countComments",
  views: "countViews",
  visitors: "countVisitors",
  reactions: "countReactions",
} satisfies Record<string, Key>;

/** An element whose own text is a number; what a page wrote into it stays until the number is known. */
abstract class NumberElement extends KibitzElement {
  protected prepare(): void {
    const root = this.shadow(css);
    if (!root.firstChild) root.append(h("slot"));
  }

  /** Shows nothing for zero. The attribute words chooses words around the number: ours, or its own with {n}. */
  protected async show(n: number, key: Key): Promise<void> {
    const { signal } = this;
    await this.wording;
    if (signal.aborted) return;
    const words = this.getAttribute("words");
    this.toggleAttribute("zero", !n);
    this.textContent = !n ? "" : words?.includes("{n}") ? words.replace("{n}", this.words.number(n))
      : words == null ? this.words.number(n) : this.words.t(key, { n });
  }
}

/** Shows a number of a page. */
export class KibitzCount extends NumberElement {
  protected async start(): Promise<void> {
    this.prepare();
    const { signal } = this;
    const of = (this.getAttribute("of") ?? "comments") as keyof typeof kinds;
    const key = kinds[of];
    if (!key) throw { code: "attribute_invalid", detail: `The attribute of is one of ${Object.keys(kinds).join(", ")}.` };
    const count = await countsOf(this.api, this.page);
    if (signal.aborted) return;
    await this.show(of === "reactions" ? sum(count) : count[of], key);
    this.emit("loaded");
  }
}

function sum({ reactions }: Count): number {
  return Object.values(reactions).reduce((a, b) => a + b, 0);
}

/** How long a page is looked at before that is a view, in milliseconds. */
const LOOK = 1000;

/** Counts a view of the page once it was visible for a second in all. */
export class KibitzView extends NumberElement {
  protected start(): void {
    if (this.hasAttribute("show")) this.prepare();
    this.look();
    // A page that comes back from the back-forward cache is opened again.
    addEventListener("pageshow", (event) => { if (event.persisted) this.look(); }, { signal: this.signal });
  }

  private look(): void {
    let left = LOOK, since = 0, timer: ReturnType<typeof setTimeout> | undefined;
    const { signal } = this;
    const done = new AbortController();
    const change = (): void => {
      clearTimeout(timer);
      if (since) left -= performance.now() - since;
      since = 0;
      if (signal.aborted) done.abort();
      else if (!document.hidden && !(document as { prerendering?: boolean }).prerendering) {
        since = performance.now();
        timer = setTimeout(() => {
          done.abort();
          this.count().catch((error) => this.fail(error));
        }, left);
      }
    };
    for (const event of ["visibilitychange", "prerenderingchange"]) {
      document.addEventListener(event, change, { signal: done.signal });
    }
    signal.addEventListener("abort", change, { once: true });
    change();
  }

  private async count(): Promise<void> {
    const { signal, api } = this;
    // A string is sent as text/plain, which needs no preflight; keepalive lets it go out while the reader leaves.
    const answer = await fetch(api.origin + "/v1/views", {
      method: "POST", keepalive: true, credentials: "omit",
      body: JSON.stringify({ site: api.site, page: this.page, url: address(), title: document.title }),
    });
    if (!answer.ok) throw { code: `http_${answer.status}` };
    const count = await answer.json();
    if (signal.aborted) return;
    if (this.hasAttribute("show")) await this.show(count.views, "countViews");
    this.emit("viewed", count);
  }
}
