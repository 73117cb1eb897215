// News of others' comments, while somebody is looking.

import { countsOf } from "../counts";
import type { KibitzComments } from "./comments";

const FIRST = 30_000; // ms between two questions, as long as there is an answer
const LAST = 300_000; // and at most, when nothing happens
const SLOWER = 1.5;

/** Asks for the number of comments from time to time; tells how many more there are than shown. */
export function watch(d: KibitzComments, tell: (more: number) => void): void {
  const { api, page, signal } = d;
  let delay = FIRST, seen = false, timer = 0;

  const plan = (): void => {
    clearTimeout(timer);
    if (seen && !document.hidden && !signal.aborted) timer = window.setTimeout(() => void ask(), delay);
  };
  const ask = async (): Promise<void> => {
    delay = Math.min(delay * SLOWER, LAST);
    try {
      const more = (await countsOf(api, page, { fresh: true })).comments - d.state.comments;
      if (more > 0 && !signal.aborted) {
        delay = FIRST;
        tell(more);
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

/** Resolves when the element is near enough to what the reader sees to be made ready. */
export function near(element: Element, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // Several entries come at once where a page jumps while it loads; the last one is how it is.
    const eye = new IntersectionObserver((entries) => {
      if (!entries.at(-1)!.isIntersecting) return;
      eye.disconnect();
      resolve();
    }, { rootMargin: "1200px" });
    eye.observe(element);
    signal.addEventListener("abort", () => eye.disconnect());
  });
}
