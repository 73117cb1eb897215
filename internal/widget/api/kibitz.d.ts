// The elements of kibitz.js, for TypeScript: reference this file, or copy it
// beside your sources. Attributes are the interface; the properties below are
// the same by another name.

interface KibitzAttributes {
  /** Name of the site, as it was given to `kibitz site add`. */
  site: string;
  /** The page: its path, address or an id of your own. Path and query of the canonical link when absent, else the path. */
  page?: string;
  /** Origin of the API. That of the script when absent. */
  api?: string;
  /** Language tag. The nearest attribute lang when absent, else the browser's language. */
  lang?: string;
}

interface KibitzThemed extends KibitzAttributes {
  /** Colours. "auto", the default, follows the color-scheme that the element inherits. */
  theme?: "light" | "dark" | "auto";
}

/** `<kibitz-comments>`: the discussion of a page. */
interface KibitzCommentsAttributes extends KibitzThemed {
  /** Order of the threads at first. Default: "newest". */
  order?: "newest" | "oldest" | "top";
  /** Level of the title, 1 to 6. Default: 2. */
  "heading-level"?: number | string;
  /** Load at once, not only when the element comes near the viewport. */
  eager?: true | "";
  /** Show the reactions to the page above the comments. */
  reactions?: true | "";
  /** Show a link to the page's Atom feed. */
  feed?: true | "";
}

/** `<kibitz-count>`: a number of a page, as the element's own text. */
interface KibitzCountAttributes extends KibitzAttributes {
  /** What is counted. Default: "comments". */
  of?: "comments" | "views" | "visitors" | "reactions";
  /** Words around the number: a text of your own with {n}; "", the language's words for comments and views. */
  words?: string;
}

/** `<kibitz-view>`: counts a view of the page. */
interface KibitzViewAttributes extends KibitzAttributes {
  /** Show the number of views. */
  show?: true | "";
  /** As of kibitz-count. */
  words?: string;
}

/** `<kibitz-reactions>`: reactions to a page. */
interface KibitzReactionsAttributes extends KibitzThemed {
  /** Words for reactions of your own: "wow:Tuyệt vời,sad:Buồn". */
  labels?: string;
}

/** `<kibitz-top>`: the pages that are read or discussed most. */
interface KibitzTopAttributes extends KibitzThemed {
  /** What puts a page first. Default: "trending". */
  by?: "trending" | "views" | "comments";
  /** The time that counts, for views and comments. Default: "24h". */
  window?: "24h" | "7d" | "30d" | "all";
  /** How many, 1 to 20. Default: 10. */
  limit?: number | string;
  /** The number beside a title. Default: that of `by`; "none" for trending. */
  number?: "none" | "views" | "comments";
}

interface KibitzElement extends HTMLElement {
  site: string;
  page: string;
}

interface KibitzElementTagNameMap {
  "kibitz-comments": KibitzCommentsAttributes;
  "kibitz-count": KibitzCountAttributes;
  "kibitz-view": KibitzViewAttributes;
  "kibitz-reactions": KibitzReactionsAttributes;
  "kibitz-top": KibitzTopAttributes;
}

interface HTMLElementTagNameMap {
  "kibitz-comments": KibitzElement;
  "kibitz-count": KibitzElement;
  "kibitz-view": KibitzElement;
  "kibitz-reactions": KibitzElement;
  "kibitz-top": KibitzElement;
}

/** A comment, as events tell it. Its HTML is the server's: do not insert it unchecked. */
interface KibitzComment {
  id: string;
  parent: string | null;
  root: string;
  depth: number;
  author: { id: string; name: string; url: string; badge: string };
  html: string;
  status: "published" | "pending" | "deleted";
  created: string;
  edited: string | null;
  votes: { up: number; down: number };
  replies: number;
}

/** The events; each bubbles, out of shadow roots too. */
interface HTMLElementEventMap {
  "kibitz:ready": CustomEvent<{ comments: number }>;
  "kibitz:loaded": CustomEvent<{ comments?: number }>;
  "kibitz:posted": CustomEvent<{ comment: KibitzComment }>;
  "kibitz:held": CustomEvent<{ comment: KibitzComment }>;
  "kibitz:edited": CustomEvent<{ comment: KibitzComment }>;
  "kibitz:deleted": CustomEvent<{ id: string }>;
  "kibitz:voted": CustomEvent<{ id: string; vote: 1 | 0 | -1 }>;
  "kibitz:reported": CustomEvent<{ id: string; reason: string }>;
  "kibitz:reacted": CustomEvent<{ page: string; reaction: string | null }>;
  "kibitz:viewed": CustomEvent<{ page: string; views: number; visitors: number; comments: number; counted: boolean }>;
  "kibitz:login": CustomEvent<object>;
  "kibitz:error": CustomEvent<{ code: string; detail: string }>;
}

/**
 * What a page with accounts of its own sets before the script: token returns the
 * reader's signed token, or nothing when nobody is logged in; login begins the
 * page's login. Dispatch `kibitz:account` on window when the reader has logged in
 * or out without leaving the page.
 */
declare var kibitzAccount: { token(site: string): string | null | undefined | Promise<string | null | undefined>; login?(): void } | undefined;
