// One comment: who, when, what, and what can be done with it.

import type { Comment } from "../api";
import { h } from "../dom";
import { safeHTML, safeURL } from "../safe-html";
import type { KibitzComments } from "./comments";
import { avatar, icon, sign } from "./icons";
import { button, wrong } from "./parts";
import { votes } from "./votes";

/** The fragment of a comment's address. */
export const mark = "#kibitz-";

export class CommentView {
  readonly el: HTMLElement;
  /** Of a thread's root: what folds it. */
  fold?: HTMLElement;
  /** Shows what the reader has voted, when that is known. */
  vote?: () => void;
  /** Closes the menu, while it is open. */
  shut?: () => void;
  actions = h("div");
  private after = h("div", { class: "af" }); // what opens below: a composer, a question
  private changing: HTMLElement[] = []; // while the text may be changed
  private time?: HTMLElement;

  constructor(private readonly d: KibitzComments, public comment: Comment, private readonly to?: CommentView) {
    this.el = h("article", { class: "c", part: "comment", tabindex: -1, "data-id": comment.id });
    this.show(comment);
    const { id } = comment;
    if (d.keep.draft(id) && this.open) void this.act("reply", null);
  }

  /** Whether it can be answered. */
  private get open(): boolean { return this.comment.status === "published" && !this.d.state.closed; }
  private get own(): boolean { return this.comment.author.id === this.d.keep.writer.id; }
  /** Milliseconds in which it can still be changed. */
  private get timeLeft(): number { return Date.parse(this.comment.created) + this.d.settings.edit_window * 1000 - Date.now(); }
  /** The address of the comment. */
  get link(): string { return location.href.replace(/#.*|$/, mark + this.comment.id); }

  /** Shows the comment as it is now. */
  show(comment: Comment, deleted?: string): void {
    this.comment = comment;
    const { d } = this, gone = comment.status === "deleted";
    this.changing = [];
    this.time = undefined;
    this.el.setAttribute("aria-label", gone ? d.t("text") : comment.author.name);
    this.el.classList.toggle("hl", comment.status === "pending");
    this.actions = h("div", { class: "ac" }, ...(gone ? [] : this.choices()), this.fold,
      comment.status === "published" && this.press("dt", "menu", icon("dots"),
        { "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": d.t("more") }));
    this.after.replaceChildren();
    const { pinned } = comment as { pinned?: boolean };
    this.el.replaceChildren(...gone
      ? [h("span", { class: "av hd0" }), h("div", { class: "bo" }, h("p", { class: "go m" }, deleted ?? d.t("gone")))]
      : [
        ...(pinned ? [h("p", { class: "pn" }, icon("pin"), d.t("pinned"))] : []),
        comment.author.badge ? sign() : avatar(comment.author.id), this.header(), this.body(),
      ], this.actions, this.after);
    this.tick();
  }

  private header(): HTMLElement {
    const { d, comment: { author, created, edited, status } } = this, to = safeURL(author.url);
    this.time = h("time", { datetime: created, title: d.words.full(new Date(created)) });
    return h("header", { class: "by" },
      h("b", { part: "author", dir: "auto" }, to ? h("a", { href: to, rel: "nofollow ugc noopener noreferrer", target: "_blank" }, author.name) : author.name),
      author.badge && h("span", { class: "bd s", part: "badge" }, d.t("newsroom")),
      this.own && h("span", { class: "bd y", part: "badge" }, d.t("you")),
      status === "pending" && h("span", { class: "bd h", part: "badge" }, icon("clock"), d.t("awaiting")),
      h("a", { class: "t", part: "time", href: this.link }, this.time),
      edited && h("span", { class: "ed" }, d.t("edited")));
  }

  /** The words; a reply to a reply begins with the name that it answers. */
  private body(): HTMLElement {
    const { d, comment: { html, status }, to } = this;
    const body = h("div", { class: "bo", part: "body", dir: "auto" }, safeHTML(html));
    if (to?.comment.author.name) {
      const first = body.querySelector("p:first-child") ?? body;
      first.prepend(h("a", { class: "to", href: to.link, onclick: () => d.reveal(to.comment.id) }, to.comment.author.name), " ");
    }
    if (status === "pending") body.append(h("p", { class: "sm" }, d.t("heldOwn")));
    return body;
  }

  private choices(): Node[] {
    const { d, comment } = this, out: Node[] = [];
    if (comment.status === "published" && d.settings.votes !== "off") {
      const { el, show } = votes(d, comment, (text) => this.below(wrong(text)));
      this.vote = show;
      out.push(el);
    }
    if (this.open) out.push(this.press("", "reply", d.t("reply")));
    if (this.own && this.timeLeft > 0) {
      this.changing = [
        this.press("", "edit", d.t("edit")),
        this.press("", "remove", d.t("remove")),
        h("span", { class: "lf" }),
      ];
      out.push(...this.changing);
    }
    return out;
  }

  private press(look: string, what: Parameters<CommentView["act"]>[0], content: Node | string, more?: object): HTMLElement {
    const opener = button(look, content, () => (what === "menu" && this.shut ? this.shut() : void this.act(what, opener)), more);
    return opener;
  }

  /** Keeps the times true. */
  tick(): void {
    const { d, time, timeLeft, changing } = this;
    if (time) time.textContent = d.words.ago(new Date(this.comment.created), new Date());
    if (timeLeft > 0) changing[2]?.replaceChildren(d.t("minutesLeft", { n: Math.ceil(timeLeft / 60_000) }));
    else for (const e of changing.splice(0)) if (!e.contains(this.d.shadowRoot!.activeElement)) e.remove();
  }

  /** Shows this below the comment, and nothing else there. */
  below(...content: Node[]): void {
    this.after.replaceChildren(...content);
  }

  /** Takes away what opened below, and puts the focus back on what opened it. */
  close(opener: HTMLElement | null): void {
    this.below();
    (opener?.isConnected ? opener : this.el).focus();
  }

  /** Does what the reader has pressed, once that is loaded. */
  private async act(what: "reply" | "edit" | "remove" | "menu", opener: HTMLElement | null): Promise<void> {
    const { d } = this, focused = (): Element | null => d.shadowRoot!.activeElement, before = focused();
    const pen = await d.pen();
    if (pen) pen[what](d, this, opener!, !!opener && before === focused());
    else this.below(wrong(d.t("notDone")));
  }
}
