// One comment: who, when, what, and what can be done with it.

import type { Comment } from "../api";
import { h } from "../dom";
import { safeHTML, safeURL } from "../safe-html";
import type { KibitzComments } from "./comments";
import { avatar, icon, sign } from "./icons";
import { button, wrong } from "./parts";
import type { Act, Own } from "./pen";
import { votes } from "./votes";

/** The fragment of a comment's address. */
export const mark = "#kibitz-";

export class CommentView {
  readonly el: HTMLElement;
  /** Shows what the reader has voted, when that is known. */
  vote?: () => void;
  /** Closes the menu, while it is open. */
  shut?: () => void;
  actions = h("div");
  private after = h("div", { class: "af" }); // what opens below: a composer, a question
  private own?: Own;
  private time?: HTMLElement;

  /** To is the comment that it answers; fold, of a thread's root, is what folds the thread. */
  constructor(private readonly d: KibitzComments, public comment: Comment, private readonly to?: CommentView, private readonly fold?: HTMLElement) {
    this.el = h("article", { class: "c", part: "comment", tabindex: -1, "data-id": comment.id });
    this.show(comment);
    if (this.open && d.begun(comment.id)) void this.act("reply", null);
  }

  /** Whether it can be answered. */
  private get open(): boolean {
    const { comment, d } = this;
    return comment.status === "published" && !d.state.closed && !(d.views.get(comment.root) ?? this).comment.locked;
  }
  /** The address of the comment. */
  get link(): string { return location.href.replace(/#.*|$/, mark + this.comment.id); }

  /** Shows the comment as it is now. */
  show(comment: Comment, deleted?: string): void {
    this.comment = comment;
    const { d } = this, gone = comment.status === "deleted";
    this.own = gone ? undefined : d.pen?.own(d, this);
    this.time = undefined;
    this.el.setAttribute("aria-label", gone ? d.t("text") : comment.author.name);
    this.el.classList.toggle("hl", comment.status === "pending");
    this.actions = h("div", { class: "ac" }, ...(gone ? [] : this.choices()), this.fold,
      comment.status === "published" && this.press("dt", "menu", icon("dots"),
        { "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": d.t("more") }));
    this.after.replaceChildren();
    this.el.replaceChildren(...gone
      ? [h("span", { class: "av hd0" }), h("div", { class: "bo" }, h("p", { class: "go m" }, deleted ?? d.t("gone")))]
      : [
        comment.author.badge ? sign() : avatar(comment.author.id), this.header(), this.body(),
      ], this.actions, this.after);
    this.tick();
  }

  private header(): HTMLElement {
    const { d, comment: { author, created, edited } } = this, to = safeURL(author.url);
    this.time = h("time", { datetime: created, title: d.words.full(new Date(created)) });
    return h("header", { class: "by" },
      h("b", { part: "author", dir: "auto" }, to ? h("a", { href: to, rel: "nofollow ugc noopener noreferrer", target: "_blank" }, author.name) : author.name),
      author.badge && h("span", { class: "bd s", part: "badge" }, d.t("newsroom")),
      ...this.own?.badges ?? [],
      h("a", { class: "t", part: "time", href: this.link }, this.time),
      edited && h("span", { class: "ed" }, d.t("edited")));
  }

  /** The words; a reply to a reply begins with the name that it answers. */
  private body(): HTMLElement {
    const { comment: { html }, to } = this;
    const body = h("div", { class: "bo", part: "body", dir: "auto" }, safeHTML(html));
    if (to?.comment.author.name) {
      const first = body.querySelector("p:first-child") ?? body;
      first.prepend(h("a", { class: "to", href: to.link, onclick: () => this.d.reveal(to.comment.id) }, to.comment.author.name), " ");
    }
    body.append(...this.own?.remarks ?? []);
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
    return out.concat(this.own?.choices ?? []);
  }

  /** A button that does what only kibitz-write.js knows how to. */
  press(look: string, what: Act, content: Node | string, more?: object): HTMLElement {
    const opener = button(look, content, () => (what === "menu" && this.shut ? this.shut() : void this.act(what, opener)), more);
    return opener;
  }

  /** Keeps the times true. */
  tick(): void {
    const { d, time, own } = this;
    if (time) time.textContent = d.words.ago(new Date(this.comment.created), new Date());
    own?.tick();
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
  private async act(what: Act, opener: HTMLElement | null): Promise<void> {
    const { d } = this, focused = (): Element | null => d.shadowRoot!.activeElement, before = focused();
    const pen = await d.takePen();
    if (pen) pen[what](d, this, opener!, !!opener && before === focused());
    else this.below(wrong(d.t("notDone")));
  }
}
