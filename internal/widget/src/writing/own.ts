// What the reader has written here: only the writer sees it at once, and may change it.

import type { Comment } from "../api";
import type { CommentView } from "../discussion/comment";
import type { KibitzComments } from "../discussion/comments";
import type { Own } from "../discussion/pen";
import { h, icon, note } from "./tools";

/** What the writer alone sees of the comment. */
export function own(d: KibitzComments, view: CommentView): Own {
  const { comment } = view, mine = comment.author.id === d.keep.writer.id, held = comment.status === "pending";
  const badge = (look: string, ...content: (Node | string)[]): Node => h("span", { class: `bd ${look}`, part: "badge" }, ...content);
  const left = (): number => Date.parse(comment.created) + d.settings.edit_window * 1000 - Date.now(); // ms
  const minutes = h("span", { class: "lf" });
  const choices = mine && left() > 0
    ? [view.press("", "edit", d.t("edit")), view.press("", "remove", d.t("remove")), minutes]
    : [];
  return {
    badges: [...(mine ? [badge("y", d.t("you"))] : []), ...(held ? [badge("h", icon("clock"), d.t("awaiting"))] : [])],
    remarks: held ? [h("p", { class: "sm" }, d.t("heldOwn"))] : [],
    choices: [...choices],
    tick() {
      if (left() > 0) minutes.textContent = d.t("minutesLeft", { n: Math.ceil(left() / 60_000) });
      else for (const e of choices.splice(0)) if (!e.contains(d.shadowRoot!.activeElement)) e.remove();
    },
  };
}

/** Adds what only the reader sees yet; asks what became of the held ones where the list, of which there is more, does not tell. */
export function unlisted(d: KibitzComments, more: boolean): void {
  for (const mine of d.keep.unlisted((id) => d.views.has(id))) {
    const view = d.put(mine, true);
    if (view && more && mine.status === "pending") void recheck(d, view);
  }
  d.count(0);
}

async function recheck(d: KibitzComments, view: CommentView): Promise<void> {
  try {
    const { id } = view.comment;
    const { comment } = await d.api.get<{ comment: Comment }>(`/v1/comments/${id}`, { page: d.page }, { signal: d.signal });
    d.keep.remember(comment, d.keep.find(id)?.source ?? "");
    view.show(comment);
  } catch {
    // Nobody else sees it yet.
  }
}

/** Takes in what the reader has sent, and says so in these words. */
export function posted(d: KibitzComments, comment: Comment, words: string): void {
  const held = comment.status === "pending";
  const known = d.views.get(comment.id), view = known ?? d.put(comment, true);
  d.count(held || known ? 0 : 1);
  if (held && !comment.parent) d.writing.prepend(note("g", "check", words));
  d.say(words);
  d.emit(held ? "held" : "posted", { comment });
  view?.el.focus();
}
