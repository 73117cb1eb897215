// How much room there is: three panes, two, or one at a time.

import { signal, type ReadonlySignal } from "@preact/signals";

function follows(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const now = signal(list.matches);
  list.addEventListener("change", () => { now.value = list.matches; });
  return now;
}

/** One pane at a time. */
export const narrow = follows("(max-width: 760px)");

/** At most two panes. */
export const middle = follows("(max-width: 1180px)");
