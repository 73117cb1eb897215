// <kibitz-comments>: the discussion of a page.

import type { Comment, Listing, PageInfo, Settings } from "../api";
import { h } from "../dom";
import { KibitzElement } from "../element";
import type { Key } from "../i18n";
import type { Keep } from "../writing/keep";
import tokens from "../tokens.css";
import { CommentView, mark } from "./comment";
import { near } from "./near";
import { icon } from "./icons";
import { button, note, wrong } from "./parts";
import { type Pen, fetchPen } from "./pen";
import style from "./style.css";
import { Thread } from "./thread";
import { kept, names } from "./traces";

const ORDERS = ["newest", "oldest", "top"] as const;
const MINUTE = 60_000;
const STAYS = 30_000;

export class KibitzComments extends KibitzElement {
  settings!: Settings;
  state!: PageInfo;
  /** What it takes to write, once that is here, and what the reader has written. */
  pen?: Pen;
  keep!: Keep;
  /** All comments that are shown. */
  readonly views = new Map<string, CommentView>();
  /** The reader's votes: now, and in the numbers of the list. */
  voted: Record<string, number> = {};
  counted: Record<string, number> = {};

  readonly threads = new Map<string, Thread>();
  private sorting!: string;
  turn = 0; // of loading the list; an answer to an earlier one comes too late
  private frame!: HTMLElement;
  heading!: HTMLElement;
  private sort!: HTMLElement;
  writing!: HTMLElement; // the composer's place
  fresh!: HTMLElement; // the new comments' place
  list!: HTMLElement;
  private end!: HTMLElement;
  private live!: HTMLElement;

  /** A message in the reader's language. */
  t(key: Key, values?: Record<string, string | number>): string {
    return this.words.t(key, values);
  }

  /** Says it to who does not see it. */
  say(words: string): void {
    this.live.replaceChildren(h("p", {}, words));
  }

  protected async start(): Promise<void> {
    const { signal } = this;
    this.pen = undefined;
    this.sorting = this.getAttribute("order") ?? ORDERS[0];
    this.voted = {};
    this.counted = {};
    this.frame = h("div", { class: "k w", part: "root" }, h("slot"));
    this.shadow(tokens, style).replaceChildren(this.frame);
    if (!this.hasAttribute("eager") && !this.linked) await near(this, signal);
    await this.load();
    if (signal.aborted || !this.live) return;
    // Who stays hears of others' new comments; what asks for them need not be here sooner.
    const later = setTimeout(() => void fetchPen().then((pen) => pen.watch(this), () => undefined), STAYS);
    addEventListener("hashchange", () => void this.reveal(this.linked), { signal });
    const timer = setInterval(() => this.views.forEach((view) => view.tick()), MINUTE);
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      clearTimeout(later);
    });
    void this.reveal(this.linked);
  }

  /** The comment that the address names, "" for none. */
  private get linked(): string {
    return location.hash.startsWith(mark) ? location.hash.slice(mark.length) : "";
  }

  /** Asks for comments of the page. */
  get<T = Listing>(query: Record<string, string | number | undefined>, fresh = false): Promise<T> {
    return this.api.get<T>("/v1/comments", { page: this.page, ...query }, { signal: this.signal, fresh });
  }

  /** Loads the list from its beginning. */
  private async load(): Promise<void> {
    const { signal } = this, turn = ++this.turn;
    try {
      // Who wrote here sees the list as it is, not as a cache remembers it.
      const { mine, writer } = names(this.site, this.page);
      const asked = this.get({ order: this.sorting }, kept(mine));
      const pen = (kept(writer) || globalThis.kibitzAccount) && this.takePen();
      const voted = this.api.votes(this.page);
      if (!this.live?.isConnected) this.frame.replaceChildren(skeleton());
      const [listing] = await Promise.all([asked, this.wording, pen]);
      // What was begun is open at once, so that nothing moves later.
      if (["", ...listing.comments.map(({ id }) => id)].some((id) => this.begun(id))) await this.takePen();
      if (turn !== this.turn || signal.aborted) return;
      this.settings = listing.settings;
      this.state = listing.page;
      this.views.clear();
      this.threads.clear();
      if (!this.live?.isConnected) this.build();
      this.list.replaceChildren();
      this.fill(listing);
      this.pen?.unlisted(this, !!listing.next);
      this.emit("ready", { comments: this.state.comments });
      void voted.then(({ votes }) => {
        this.counted = votes;
        this.voted = { ...votes, ...this.voted };
        this.views.forEach((view) => view.vote?.());
      }, () => undefined); // the buttons work without
    } catch (error) {
      if (turn !== this.turn || signal.aborted) return;
      await this.wording;
      this.fail(error);
      this.broken();
    }
  }

  /** Everything around the list. */
  private build(): void {
    this.live = h("div", { class: "v", role: "status" });
    this.heading = this.head();
    this.sort = h("div", { class: "so", part: "sort", role: "radiogroup", "aria-label": this.t("sort") }, ...ORDERS.map((order) => (order !== "top" || this.settings.votes !== "off") && h("label", {},
      h("input", { type: "radio", name: "o", checked: order === this.sorting, onchange: () => { this.sorting = order; void this.load(); } }),
      h("span", {}, this.t(order)))));
    this.writing = h("div", { class: "wr" });
    this.fresh = h("div", { class: "ne" });
    this.list = h("ol", { class: "li" });
    this.end = h("div");
    const shown = h("div"); // where what is shown ends
    this.section(
      h("header", { class: "hd", part: "header" }, this.heading, this.sort, this.hasAttribute("feed") &&
        h("a", { class: "fo", part: "follow", href: this.api.url("/v1/feed.atom", { page: this.page }) }, icon("feed"), this.t("follow"))),
      this.hasAttribute("reactions") && !!this.settings.reactions[0] && h("kibitz-reactions" as "div", { part: "reactions", site: this.site, page: this.page, api: this.api.origin }),
      this.writing, this.fresh, this.list, this.end, shown, this.live);
    this.invite();
    // The reserved height goes when that cannot be seen.
    const eye = new IntersectionObserver((entries) => {
      const entry = entries.at(-1);
      if (entry!.isIntersecting || entry!.boundingClientRect.top < 0) return;
      this.frame.classList.remove("w");
      eye.disconnect();
    });
    eye.observe(shown);
    this.signal.addEventListener("abort", () => eye.disconnect());
  }

  private head(): HTMLElement {
    return h(`h${Number(this.getAttribute("heading-level")) || 2}` as "h2", { id: "t", part: "title", tabindex: -1 });
  }

  private section(...content: (Node | false)[]): void {
    const { lang, dir } = this.words;
    this.frame.replaceChildren(h("section", { "aria-labelledby": "t", lang, dir }, ...content));
  }

  /** Offers to write: the composer closed to a line, or open where there is a draft. */
  invite(begun = this.begun("")): void {
    if (this.state.closed) this.writing.replaceChildren(note("", "lock", this.t("closed")));
    else if (begun) void this.write(false);
    else this.writing.replaceChildren(this.opener());
  }

  private opener(): HTMLElement {
    const soon = (): void => void fetchPen().catch(() => undefined); // the click will tell
    return button("op", [icon("pen"), h("span", {}, this.t("write"))], () => void this.write(), { part: "composer-open", onpointerenter: soon, onfocus: soon });
  }

  private async write(focus = true): Promise<void> {
    const pen = await this.takePen();
    if (pen) pen.write(this, focus);
    else this.writing.replaceChildren(this.opener(), wrong(this.t("notDone")));
  }

  /** Whether an answer to the comment was begun, or with "" a new one. */
  begun(parent: string): boolean {
    return kept(names(this.site, this.page).draft + parent);
  }

  /** A listed comment as the reader knows it. */
  newest(listed: Comment): Comment {
    return this.pen ? this.keep.newest(listed) : listed;
  }

  /** What it takes to write, at the first wish loaded; undefined, and said so, when it cannot be had. */
  async takePen(): Promise<Pen | undefined> {
    const { signal } = this;
    try {
      const pen = await fetchPen();
      const keep = await pen.keep(this);
      if (signal.aborted) return undefined;
      this.keep = keep;
      this.shadow(tokens, style, pen.style);
      return this.pen = pen;
    } catch (error) {
      if (signal.aborted) return undefined;
      this.fail(error);
      if (this.live?.isConnected) this.say(this.t("notDone"));
      return undefined;
    }
  }

  /** Adds an answer's comments at the end; returns the first. */
  private fill({ comments, next }: Listing): CommentView | undefined {
    const first = comments.map((c) => this.put(this.newest(c))).find((view) => view);
    const left = this.state.comments - this.views.size;
    this.end.replaceChildren(...(next
      ? [button("b mo", this.t("moreComments", { n: Math.min(comments.length, Math.max(left, 1)), m: left }), () => void this.proceed(next))]
      : []));
    this.count(0);
    return first;
  }

  /** Shows a comment that is not shown yet. */
  put(comment: Comment, top = false): CommentView | undefined {
    if (this.views.has(comment.id)) return undefined;
    if (comment.parent) return this.threads.get(comment.root)?.add(comment);
    const thread = new Thread(this, comment);
    this.threads.set(comment.id, thread);
    this.list[top ? "prepend" : "append"](thread.el);
    return thread.root;
  }

  /** Makes a comment's view. */
  view(comment: Comment, to?: CommentView, fold?: HTMLElement): CommentView {
    const view = new CommentView(this, comment, to, fold);
    this.views.set(comment.id, view);
    return view;
  }

  private async proceed(cursor: string): Promise<void> {
    const { turn } = this;
    try {
      const listing = await this.get({ order: this.sorting, cursor });
      if (turn !== this.turn) return;
      const first = this.fill(listing);
      this.say(this.t("loaded", { n: listing.comments.length }));
      this.emit("loaded", { comments: listing.comments.length });
      setTimeout(() => first?.el.focus()); // which lays all of them out, in a task of its own
    } catch (error) {
      if (this.signal.aborted) return;
      this.fail(error);
      this.end.replaceChildren(this.notLoaded(() => void this.proceed(cursor)));
    }
  }

  /** Counts comments more or less than the last answer said, whose number may be behind its list. */
  count(more: number): void {
    const shown = [...this.views.values()].filter((view) => view.comment.status === "published").length;
    const n = this.state.comments = Math.max(this.state.comments + more, shown);
    this.heading.textContent = n ? this.t("commentsTitle", { n }) : this.t("comments");
    this.sort.hidden = !n;
    if (!this.list.childElementCount) {
      this.end.replaceChildren(h("div", { class: "em" }, h("b", {}, this.t("empty")), h("p", { class: "m" }, this.t("emptyAsk"))));
    } else if (this.end.querySelector(".em")) this.end.replaceChildren();
  }

  /** Opens and marks a comment. */
  async reveal(id: string): Promise<void> {
    if (this.list && (id || this.pen)) (await this.takePen())?.reveal(this, id);
  }

  private notLoaded(again: () => void): HTMLElement {
    return note("e", "warn", this.t("notLoaded"), button("", this.t("reload"), again));
  }

  private broken(): void {
    const again = this.notLoaded(() => void this.load());
    if (this.live?.isConnected) return this.end.replaceChildren(again);
    this.heading = this.head();
    this.heading.textContent = this.t("comments");
    this.section(h("header", { class: "hd", part: "header" }, this.heading), again);
  }
}

/** What is seen until the list has come; it needs no words. */
function skeleton(): HTMLElement {
  const row = (): HTMLElement => h("div", { class: "c" }, ...Array.from({ length: 5 }, () => h("i")));
  return h("div", { class: "sk", "aria-busy": "true" }, h("div", { class: "hd" }, h("i")), h("i"), row(), row());
}
