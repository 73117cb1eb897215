// <kibitz-count> and <kibitz-view>: numbers in a line of text.

import { type Count, countsOf, said } from "./counts";
import { KibitzElement } from "./element";
import { address } from "./page";

/** An element whose own text is a number; what a page wrote into it stays until the number is known. */
abstract class NumberElement extends KibitzElement {
  // A space without width keeps the line's height, so that a number that comes late moves nothing below.
  protected prepare(): void {
    (this.shadowRoot ?? this.attachShadow({ mode: "open" })).replaceChildren("\u200b", document.createElement("slot"));
  }

  /** Shows nothing for zero. */
  protected show(n: number, of: string): void {
    this.textContent = n ? this.spell(n, this.getAttribute("words"), of) : "";
    this.toggleAttribute("zero", !n);
  }
}

/** Shows a number of a page. */
export class KibitzCount extends NumberElement {
  protected async start(): Promise<void> {
    const { signal } = this;
    const of = (this.getAttribute("of") || "comments") as "comments" | "views" | "visitors" | "reactions";
    this.prepare();
    const [{ [of]: n }] = await Promise.all([countsOf(this.api, this.page), this.wording]);
    if (!signal.aborted) this.show(typeof n === "object" ? Object.values(n).reduce((a, b) => a + b, 0) : n, of);
  }
}

/** How long a page is looked at before that is a view, in milliseconds. */
const LOOK = 1000;

/** Counts a view of the page once it was visible for a second in all. */
export class KibitzView extends NumberElement {
  protected start(): void {
    const { signal } = this;
    let left = LOOK, since = 0, timer = 0;
    const look = (event?: Event): void => {
      clearTimeout(timer);
      if (since) left -= performance.now() - since;
      since = 0;
      // A page that comes back from the back-forward cache is opened again.
      if ((event as PageTransitionEvent | undefined)?.persisted) left = LOOK;
      if (document.hidden || (document as { prerendering?: boolean }).prerendering || left <= 0) return;
      since = performance.now();
      timer = setTimeout(() => {
        left = 0;
        if (!signal.aborted) this.count().catch((error) => this.fail(error));
      }, left);
    };
    if (this.hasAttribute("show")) this.prepare();
    for (const event of ["visibilitychange", "prerenderingchange", "pageshow"]) {
      addEventListener(event, look, { capture: true, signal }); // some are the document's, and do not bubble
    }
    look();
  }

  private async count(): Promise<void> {
    const { signal, site, page } = this;
    // A string is sent as text/plain, which needs no preflight; keepalive lets it go out while the reader leaves.
    const answer = await fetch(this.api.origin + "/v1/views", {
      method: "POST", keepalive: true,
      body: JSON.stringify({ site, page, url: address(), title: document.title }),
    });
    const [count] = await Promise.all([said<Count>(answer), this.wording]);
    if (signal.aborted) return;
    if (this.shadowRoot) this.show(count.views, "views");
    this.emit("viewed", count);
  }
}
