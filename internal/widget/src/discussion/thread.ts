// A thread: a comment that began it and its replies, oldest first.

import type { Comment, Listing } from "../api";
import { h } from "../dom";
import { CommentView } from "./comment";
import type { KibitzComments } from "./comments";
import { icon } from "./icons";
import { button, wrong } from "./parts";
import { why } from "./pen";

export class Thread {
  readonly el: HTMLElement;
  readonly root: CommentView;
  private readonly replies = h("ol", { class: "re", hidden: true });
  private readonly more = h("li", { class: "mr" });
  private readonly fold: HTMLButtonElement;
  private readonly number = h("span");
  private next: string | undefined;

  constructor(private readonly d: KibitzComments, root: Comment) {
    this.next = root.more;
    this.fold = button("fl", [icon("fold"), this.number], () => this.toggle(), { "aria-expanded": "true", hidden: true });
    this.root = d.view(root);
    this.root.fold = this.fold;
    this.root.show(root);
    this.el = h("li", {}, this.root.el, this.replies);
    this.offer();
  }

  /** Adds a reply; returns what shows it. */
  add(reply: Comment): CommentView {
    const { d } = this;
    const view = d.view(reply, reply.parent !== reply.root ? d.views.get(reply.parent!) : undefined);
    this.replies.append(h("li", {}, view.el));
    this.offer();
    return view;
  }

  /** Opens or folds the thread. */
  toggle(open = this.replies.hidden): void {
    this.replies.hidden = !open;
    this.fold.setAttribute("aria-expanded", String(open));
  }

  /** Loads more replies, until there are no more or one of them is found. */
  async load(until?: string): Promise<CommentView | undefined> {
    const { d } = this;
    let first: CommentView | undefined;
    do {
      const { comments, next } = await d.api.get<Listing>("/v1/comments", { page: d.page, root: this.root.comment.id, cursor: this.next, limit: 50 }, { signal: d.signal });
      this.next = next ?? undefined;
      for (const c of comments) {
        if (!d.views.has(c.id)) {
          const view = this.add(d.newest(c));
          first ??= view;
        }
      }
    } while (until && this.next && !d.views.has(until));
    this.offer();
    return first;
  }

  /** Shows how many replies there are, and offers those that are not here. */
  private offer(): void {
    const { d, next, replies } = this;
    this.more.remove();
    const here = replies.childElementCount, all = Math.max(this.root.comment.replies, here);
    this.number.textContent = d.t("replies", { n: all });
    this.fold.hidden = !all;
    if (all && replies.hidden && this.fold.ariaExpanded === "true") replies.hidden = false;
    if (next) {
      this.more.replaceChildren(button("fo", [icon("fold"), d.t("moreReplies", { n: Math.max(1, all - here) })], () => void this.proceed()));
      replies.append(this.more);
    }
  }

  private async proceed(): Promise<void> {
    try {
      (await this.load())?.el.focus();
    } catch (error) {
      if (!this.d.signal.aborted) this.more.append(wrong(await why(error, this.d.words, "notLoaded")));
    }
  }
}
