// <kibitz-comments>: the discussion of a page.

import type { Comment, Listing, PageInfo, Settings } from "../api";
import { h } from "../dom";
import { KibitzElement } from "../element";
import type { Key } from "../i18n";
import tokens from "../tokens.css";
import { CommentView, mark } from "./comment";
import { near, watch } from "./fresh";
import { icon } from "./icons";
import { Keep } from "./keep";
import { button, note, wrong } from "./parts";
import { type Pen, fetchPen } from "./pen";
import style from "./style.css";
import { Thread } from "./thread";

const ORDERS = ["newest", "oldest", "top"] as const;
const ULID = 26; // characters; an id begins with that of its thread's root
const MINUTE = 60_000;

export class KibitzComments extends KibitzElement {
  settings!: Settings;
  state!: PageInfo;
  keep!: Keep;
  /** All comments that are shown. */
  readonly views = new Map<string, CommentView>();
  /** The reader's votes: now, and in the numbers of the list. */
  voted: Record<string, number> = {};
  counted: Record<string, number> = {};

  private readonly threads = new Map<string, Thread>();
  private sorting!: string;
  private turn = 0; // of loading the list; an answer to an earlier one comes too late
  private frame!: HTMLElement;
  private heading!: HTMLElement;
  private sort!: HTMLElement;
  private writing!: HTMLElement; // the composer's place
  private fresh!: HTMLElement; // the new comments' place
  private list!: HTMLElement;
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
    this.keep = new Keep(this.site, this.page);
    this.sorting = this.getAttribute("order") ?? ORDERS[0];
    this.voted = {};
    this.counted = {};
    this.frame = h("div", { class: "k w", part: "root" }, h("slot"));
    this.shadow(tokens, style).replaceChildren(this.frame);
    if (!this.hasAttribute("eager") && !this.linked) await near(this, signal);
    await this.load();
    if (signal.aborted || !this.live) return;
    watch(this, (n) => this.announce(n));
    addEventListener("hashchange", () => void this.reveal(this.linked), { signal });
    const timer = setInterval(() => this.views.forEach((view) => view.tick()), MINUTE);
    signal.addEventListener("abort", () => clearInterval(timer));
    void this.reveal(this.linked);
  }

  /** The comment that the address names, "" for none. */
  private get linked(): string {
    return location.hash.startsWith(mark) ? location.hash.slice(mark.length) : "";
  }

  private get<T = Listing>(query: Record<string, string | number | undefined>, fresh = false): Promise<T> {
    return this.api.get<T>("/v1/comments", { page: this.page, ...query }, { signal: this.signal, fresh });
  }

  /** Loads the list from its beginning. */
  private async load(): Promise<void> {
    const { signal } = this, turn = ++this.turn;
    try {
      // Who wrote here sees the list as it is, not as a cache remembers it.
      const asked = this.get({ order: this.sorting }, !!this.keep.mine().length);
      const voted = this.api.votes(this.page);
      if (!this.live?.isConnected) this.frame.replaceChildren(skeleton());
      const [listing] = await Promise.all([asked, this.wording]);
      // What was begun is open at once, so that nothing moves later.
      if (["", ...listing.comments.map(({ id }) => id)].some((id) => this.keep.draft(id))) await this.pen();
      if (turn !== this.turn || signal.aborted) return;
      this.settings = listing.settings;
      this.state = listing.page;
      this.views.clear();
      this.threads.clear();
      if (!this.live?.isConnected) this.build();
      this.list.replaceChildren();
      this.fill(listing);
      this.own(listing.next);
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
    this.sort = h("div", { class: "so", part: "sort", role: "radiogroup", "aria-label": this.t("sort") }, ...ORDERS.map((order) => h("label", {},
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
      this.hasAttribute("reactions") && h("kibitz-reactions" as "div", { part: "reactions", site: this.site, page: this.page, api: this.api.origin }),
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
  private invite(draft = this.keep.draft("")): void {
    if (this.state.closed) this.writing.replaceChildren(note("", "lock", this.t("closed")));
    else if (draft) void this.write(false);
    else this.writing.replaceChildren(this.opener());
  }

  private opener(): HTMLElement {
    const soon = (): void => void fetchPen().catch(() => undefined); // the click will tell
    return button("op", [icon("pen"), h("span", {}, this.t("write"))], () => void this.write(), { part: "composer-open", onpointerenter: soon, onfocus: soon });
  }

  private async write(focus = true): Promise<void> {
    const pen = await this.pen();
    if (!pen) return this.writing.replaceChildren(this.opener(), wrong(this.t("notDone")));
    const composer = new pen.Composer(this, {
      done: (comment, said) => {
        this.writing.replaceChildren();
        this.invite(undefined);
        if (!comment) this.writing.querySelector("button")!.focus();
        else this.posted(comment, said!);
      },
    });
    this.writing.replaceChildren(composer.el);
    if (focus) composer.focus();
  }

  /** What it takes to write, at the first wish loaded; undefined, and said so, when it cannot be had. */
  async pen(): Promise<Pen | undefined> {
    const { signal } = this;
    try {
      const pen = await fetchPen();
      if (signal.aborted) return undefined;
      this.shadow(tokens, style, pen.style);
      return pen;
    } catch (error) {
      if (signal.aborted) return undefined;
      this.fail(error);
      this.live?.isConnected && this.say(this.t("notDone"));
      return undefined;
    }
  }

  /** Adds an answer's comments at the end; returns the first. */
  private fill({ comments, next }: Listing): CommentView | undefined {
    const first = comments.map((c) => this.put(this.keep.newest(c))).find((view) => view);
    this.count(0);
    const left = this.state.comments - this.views.size;
    this.end.replaceChildren(...(next
      ? [button("b mo", this.t("moreComments", { n: Math.min(comments.length, Math.max(left, 1)), m: left }), () => void this.proceed(next))]
      : []));
    return first;
  }

  /** Shows a comment that is not shown yet. */
  private put(comment: Comment, top = false): CommentView | undefined {
    if (this.views.has(comment.id)) return undefined;
    if (comment.parent) return this.threads.get(comment.root)?.add(comment);
    const thread = new Thread(this, comment);
    this.threads.set(comment.id, thread);
    this.list[top ? "prepend" : "append"](thread.el);
    return thread.root;
  }

  /** Makes a comment's view. */
  view(comment: Comment, to?: CommentView): CommentView {
    const view = new CommentView(this, comment, to);
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
      first?.el.focus();
    } catch (error) {
      if (this.signal.aborted) return;
      this.fail(error);
      this.end.replaceChildren(this.notLoaded(() => void this.proceed(cursor)));
    }
  }

  /** Adds what only the reader sees yet; asks what became of the held ones where the list does not tell. */
  private own(more: string | null): void {
    for (const mine of this.keep.unlisted((id) => this.views.has(id))) {
      const view = this.put(mine, true);
      if (view && more && mine.status === "pending") void this.recheck(view);
    }
    this.count(0);
  }

  private async recheck(view: CommentView): Promise<void> {
    try {
      const { id } = view.comment;
      const { comment } = await this.api.get<{ comment: Comment }>(`/v1/comments/${id}`, { page: this.page }, { signal: this.signal });
      this.keep.remember(comment, this.keep.find(id)?.source ?? "");
      view.show(comment);
    } catch {
      // Nobody else sees it yet.
    }
  }

  /** Takes in what the reader has sent, and says so in these words. */
  posted(comment: Comment, words: string): void {
    const held = comment.status === "pending";
    const known = this.views.get(comment.id), view = known ?? this.put(comment, true);
    this.count(held || known ? 0 : 1);
    if (held && !comment.parent) this.writing.prepend(note("g", "check", words));
    this.say(words);
    this.emit(held ? "held" : "posted", { comment });
    view?.el.focus();
  }

  /** Counts comments more or less than the last answer said. */
  count(more: number): void {
    const n = (this.state.comments += more);
    this.heading.textContent = n ? this.t("commentsTitle", { n }) : this.t("comments");
    this.sort.hidden = !n;
    if (!this.list.childElementCount) {
      this.end.replaceChildren(h("div", { class: "em" }, h("b", {}, this.t("empty")), h("p", { class: "m" }, this.t("emptyAsk"))));
    } else if (this.end.querySelector(".em")) this.end.replaceChildren();
  }

  /** Says that there are more comments than shown; they come when they are asked for. */
  private announce(n: number): void {
    const words = this.t("newComments", { n });
    if (this.fresh.textContent === words) return;
    this.fresh.replaceChildren(button("", h("span", {}, words), () => void this.renew()));
    this.say(words);
  }

  private async renew(): Promise<void> {
    const { turn } = this;
    try {
      const { comments, page } = await this.get({ order: "newest", limit: 100 }, true);
      if (turn !== this.turn) return;
      this.state.comments = page.comments;
      // Roots from the last, so that the newest comes to the top; replies in their order.
      const roots = comments.filter((c) => !c.parent).reverse().map((c) => this.put(c, true));
      const replies = comments.filter((c) => c.parent).map((c) => this.put(c));
      this.fresh.replaceChildren();
      this.count(0);
      const first = roots.reverse().find((view) => view) ?? replies.find((view) => view);
      (first?.el ?? this.heading).focus();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Opens and marks a comment, loading its thread where it is not in the list. */
  async reveal(id: string): Promise<void> {
    this.list?.querySelector(".on")?.classList.remove("on");
    if (!id || !this.list) return;
    const root = id.slice(0, ULID);
    try {
      if (!this.threads.has(root)) {
        const { comments, next } = await this.get({ root });
        for (const c of comments.reverse()) if (c.id === root) this.put({ ...c, more: next ?? undefined }, true);
        for (const c of comments.reverse()) this.put(c);
      }
      const thread = this.threads.get(root)!;
      if (!this.views.has(id)) await thread.load(id);
      thread.toggle(true);
    } catch (error) {
      return this.fail(error); // it is gone, or never was: the list is here
    }
    const view = this.views.get(id);
    view?.el.classList.add("on");
    view?.el.scrollIntoView({ block: "center" });
    view?.el.focus({ preventScroll: true });
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
