// News of others' comments, while somebody is looking.

import type { Count } from "../counts";
import type { KibitzComments } from "../discussion/comments";
import { button, h } from "./tools";

const FIRST = 30_000; // ms between two questions, as long as there is an answer
const LAST = 300_000; // and at most, when nothing happens
const SLOWER = 1.5;

/** Asks for the number of comments now and from time to time; says how many more there are than shown. */
export function watch(d: KibitzComments): void {
  const { api, page, signal } = d;
  if (signal.aborted) return;
  let delay = 0, seen = false, timer = 0;

  const plan = (): void => {
    clearTimeout(timer);
    if (seen && !document.hidden && !signal.aborted) timer = window.setTimeout(() => void ask(), delay);
  };
  const ask = async (): Promise<void> => {
    delay = Math.min((delay || FIRST) * SLOWER, LAST);
    try {
      const { counts } = await api.get<{ counts: Count[] }>("/v1/counts", { page }, { signal, fresh: true });
      const more = counts[0]!.comments - d.state.comments;
      if (more > 0 && await d.takePen()) { // with its styles
        delay = FIRST;
        announce(d, more);
      }
    } catch {
      // The next time will tell.
    }
    plan();
  };

  const eye = new IntersectionObserver((entries) => {
    seen = entries.at(-1)!.isIntersecting;
    plan();
  });
  eye.observe(d);
  document.addEventListener("visibilitychange", plan, { signal });
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    eye.disconnect();
  });
}

/** Says that there are more comments than shown; they come when they are asked for. */
function announce(d: KibitzComments, n: number): void {
  const words = d.t("newComments", { n });
  if (d.fresh.textContent === words) return;
  d.fresh.replaceChildren(button("", h("span", {}, words), () => void renew(d)));
  d.say(words);
}

async function renew(d: KibitzComments): Promise<void> {
  const { turn } = d;
  try {
    const { comments, page } = await d.get({ order: "newest", limit: 100 }, true);
    if (turn !== d.turn) return;
    d.state.comments = page.comments;
    // Roots from the last, so that the newest comes to the top; replies in their order.
    const roots = comments.filter((c) => !c.parent).reverse().map((c) => d.put(c, true));
    const replies = comments.filter((c) => c.parent).map((c) => d.put(c));
    d.fresh.replaceChildren();
    d.count(0);
    const first = roots.reverse().find((view) => view) ?? replies.find((view) => view);
    (first?.el ?? d.heading).focus();
  } catch (error) {
    d.fail(error);
  }
}
