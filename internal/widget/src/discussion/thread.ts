// A thread: a comment that began it and its replies, oldest first.

import type { Comment } from "../api";
import { h } from "../dom";
import { CommentView } from "./comment";
import type { KibitzComments } from "./comments";
import { icon } from "./icons";
import { button } from "./parts";

export class Thread {
  readonly el: HTMLElement;
  readonly root: CommentView;
  private readonly replies = h("ol", { class: "re", hidden: true });
  readonly more = h("li", { class: "mr" });
  private readonly fold: HTMLButtonElement;
  private readonly number = h("span");
  next: string | undefined;

  constructor(readonly d: KibitzComments, root: Comment) {
    this.next = root.more;
    this.fold = button("fl", [icon("fold"), this.number], () => this.toggle(), { "aria-expanded": "true", hidden: true });
    this.root = d.view(root, undefined, this.fold);
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

  /** Shows how many replies there are, and offers those that are not here. */
  offer(): void {
    const { d, next, replies } = this;
    this.more.remove();
    const here = replies.childElementCount, all = Math.max(this.root.comment.replies, here);
    this.number.textContent = d.t("replies", { n: all });
    this.fold.hidden = !all;
    if (all && replies.hidden && this.fold.ariaExpanded === "true") replies.hidden = false;
    if (next) {
      this.more.replaceChildren(button("fo", [icon("fold"), d.t("moreReplies", { n: Math.max(1, all - here) })], () => void d.takePen().then((pen) => pen?.proceed(this))));
      replies.append(this.more);
    }
  }
}
