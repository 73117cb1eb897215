// What can be done with a comment: each opens below it, and gives the focus back.

import type { Comment } from "../api";
import type { CommentView } from "../discussion/comment";
import type { KibitzComments } from "../discussion/comments";
import { login } from "./account";
import { Composer, type Task } from "./composer";
import { explain } from "./explain";
import { posted } from "./own";
import { report as form } from "./report";
import { send } from "./send";
import { button, h, note, wrong } from "./tools";

/** What does something with a comment; opener is what was pressed, which has the focus unless the reader has moved on. */
export type Action = (d: KibitzComments, view: CommentView, opener: HTMLElement | null, focus: boolean) => void;

/** Opens a composer for a new comment. */
export function write(d: KibitzComments, focus: boolean): void {
  const ask = barred(d);
  if (ask) {
    d.writing.replaceChildren(ask);
    if (focus) ask.querySelector("button")!.focus();
    return;
  }
  const composer = new Composer(d, {
    done: (comment, said) => {
      d.writing.replaceChildren();
      d.invite(false);
      if (!comment) d.writing.querySelector("button")!.focus();
      else posted(d, comment, said!);
    },
  });
  d.writing.replaceChildren(composer.el);
  if (focus) composer.focus();
}

/** Opens a composer for an answer. */
export const reply: Action = (d, view, opener, focus) => compose(d, view, { parent: view.comment }, opener, focus);

/** Opens a composer in the comment's place. */
export const edit: Action = (d, view, opener, focus) => compose(d, view, { editing: view.comment }, opener, focus);

/** What keeps the reader from writing: only accounts may, and there is none, or only verified ones, and it is not. */
function barred(d: KibitzComments): HTMLElement | undefined {
  const { keep: { account }, settings: { accounts } } = d, verified = accounts === "verified";
  if (account ? !verified || account.phone_number_verified : !verified && accounts !== "required") return undefined;
  return note("", "lock", d.t(account ? "verifyAsk" : "logInAsk"), button("", d.t("logIn"), () => login(d)));
}

function compose(d: KibitzComments, view: CommentView, what: Omit<Task, "done">, opener: HTMLElement | null, focus: boolean): void {
  const ask = barred(d);
  if (ask) {
    view.below(ask);
    if (focus) view.el.querySelector<HTMLElement>(".af button")!.focus();
    return;
  }
  const hidden = what.editing ? [view.el.querySelector<HTMLElement>(".bo")!, view.actions] : [];
  const hide = (yes: boolean): void => hidden.forEach((e) => { e.hidden = yes; });
  const composer = new Composer(d, {
    ...what,
    done: (comment, said) => {
      hide(false);
      view.close(opener);
      if (comment && what.editing) changed(d, view, comment, said!);
      else if (comment) posted(d, comment, said!);
    },
  });
  hide(true);
  view.below(composer.el);
  if (focus) composer.focus();
}

function changed(d: KibitzComments, view: CommentView, comment: Comment, said: string): void {
  const published = (c: Comment): number => Number(c.status === "published");
  const { replies, more, votes } = view.comment, before = published(view.comment);
  view.show({ ...comment, replies, more, votes });
  d.count(published(comment) - before);
  d.say(said);
  d.emit("edited", { comment });
  view.el.focus();
}

/** Opens the form to report the comment. */
export function report(d: KibitzComments, view: CommentView, opener: HTMLElement): void {
  const el = form(d, view.comment, (sent) => {
    view.close(opener);
    if (!sent) return;
    const text = d.t("reported");
    view.below(note("g", "check", text));
    d.say(text);
  });
  view.below(el);
  el.querySelector("input")!.focus();
}

/** Asks whether to delete the comment. */
export const remove: Action = (d, view, opener) => {
  const close = (): void => view.close(opener);
  const keep = button("", d.t("keep"), close);
  view.below(h("div", {
    class: "no", role: "group", "aria-label": d.t("removeAsk"), onkeydown: (e: KeyboardEvent) => { if (e.key === "Escape") close(); },
  }, h("p", {}, d.t("removeAsk")), button("", d.t("remove"), () => void removed(d, view)), keep));
  keep.focus();
};

async function removed(d: KibitzComments, view: CommentView): Promise<void> {
  const { comment } = view;
  try {
    await send(d.api, "DELETE", `/v1/comments/${comment.id}`, { page: d.page });
  } catch (error) {
    return view.below(wrong(explain(error, d.words) ?? d.t("notDone")));
  }
  const gone: Comment = { ...comment, status: "deleted" };
  d.keep.remember(gone, "");
  view.show(gone, d.t("goneWriter"));
  if (comment.status === "published") d.count(-1);
  d.say(d.t("removed"));
  d.emit("deleted", { id: comment.id });
  view.el.focus();
}
