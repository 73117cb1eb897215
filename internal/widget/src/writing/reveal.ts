import type { KibitzComments } from "../discussion/comments";
import { load } from "./replies";

const ULID = 26; // characters; an id begins with that of its thread's root

/** Opens and marks a comment, loading its thread where it is not in the list; "" marks none. */
export async function reveal(d: KibitzComments, id: string): Promise<void> {
  d.list.querySelector(".on")?.classList.remove("on");
  if (!id) return;
  const root = id.slice(0, ULID);
  try {
    if (!d.threads.has(root)) {
      const { comments, next } = await d.get({ root });
      for (const c of comments.reverse()) if (c.id === root) d.put({ ...c, more: next ?? undefined }, true);
      for (const c of comments.reverse()) d.put(c);
    }
    const thread = d.threads.get(root)!;
    if (!d.views.has(id)) await load(thread, id);
    thread.toggle(true);
  } catch (error) {
    return d.fail(error); // it is gone, or never was: the list is here
  }
  const view = d.views.get(id);
  view?.el.classList.add("on");
  view?.el.scrollIntoView({ block: "center" });
  view?.el.focus({ preventScroll: true });
}
