// The replies of a long thread that are not in the list.

import type { Listing } from "../api";
import type { CommentView } from "../discussion/comment";
import type { Thread } from "../discussion/thread";
import { explain } from "./explain";
import { wrong } from "./tools";

/** Loads more replies, until there are no more or one of them is found; returns the first. */
export async function load(thread: Thread, until?: string): Promise<CommentView | undefined> {
  const { d } = thread;
  let first: CommentView | undefined;
  do {
    const { comments, next } = await d.get<Listing>({ root: thread.root.comment.id, cursor: thread.next, limit: 50 });
    thread.next = next ?? undefined;
    for (const c of comments) {
      if (!d.views.has(c.id)) {
        const view = thread.add(d.newest(c));
        first ??= view;
      }
    }
  } while (until && thread.next && !d.views.has(until));
  thread.offer();
  return first;
}

/** Shows more replies, as the reader asked. */
export async function proceed(thread: Thread): Promise<void> {
  const { d } = thread;
  try {
    (await load(thread))?.el.focus();
  } catch (error) {
    if (!d.signal.aborted) thread.more.append(wrong(explain(error, d.words) ?? d.t("notLoaded")));
  }
}
