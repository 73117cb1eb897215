// <kibitz-top>: the pages that are read or talked about most.

import { h } from "./dom";
import { KibitzElement } from "./element";
import css from "./top.css";
import tokens from "./tokens.css";

/** A page of a list; its numbers are those of the window. */
interface Ranked {
  page: string;
  url: string;
  title: string;
  views: number;
  comments: number;
}

const LIMIT = 10;
const MOST = 20;

/** A list of links. */
export class KibitzTop extends KibitzElement {
  protected async start(): Promise<void> {
    const { signal } = this;
    const attribute = (name: string, usual: string): string => this.getAttribute(name) || usual;
    const limit = Math.min(Math.max(Math.trunc(Number(attribute("limit", ""))) || LIMIT, 1), MOST);
    const root = this.shadow(tokens, css);
    if (!root.firstChild) root.append(h("ol", { "aria-hidden": "true" }, ...Array.from({ length: limit }, () => h("li"))));
    const by = attribute("by", "trending");
    const [{ pages }] = await Promise.all([
      this.api.get<{ pages: Ranked[] }>("/v1/top", { by, window: attribute("window", "24h"), limit }, { signal }),
      this.wording,
    ]);
    if (signal.aborted) return;
    const rows = pages.filter((one) => linkable(one.url)).map((one) => this.row(one, attribute("number", by)));
    root.replaceChildren(h("ol", { part: "list" }, ...rows));
    this.toggleAttribute("empty", !rows.length);
    this.emit("loaded");
  }

  private row({ url, title, page, views, comments }: Ranked, number: string): HTMLLIElement {
    const { words } = this;
    const n = number === "views" ? views : number === "comments" ? comments : 0;
    return h("li", { part: "item" },
      h("a", { part: "link", href: url }, title || page),
      !!n && h("span", { part: "number" },
        number === "views" ? words.t("countViews", { n }) : words.t("commentsTitle", { n })));
  }
}

/** A link goes to a page: the server promises so much, and is not believed. */
function linkable(url: string): boolean {
  try {
    return /^https?:$/.test(new URL(url, location.href).protocol);
  } catch {
    return false;
  }
}
