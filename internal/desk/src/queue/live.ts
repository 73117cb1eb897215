// The numbers beside the sections, asked for while somebody looks.

import { signal } from "@preact/signals";
import { api } from "../api";
import type { Numbers } from "../types";

const rhythm = 15_000, longest = 300_000; // ms

/** What there is to do on the site, null until that is known. */
export const numbers = signal<Numbers | null>(null);

/** Counts a comment that was just decided on, until the server counts it. */
export function moved(from: string, to: string): void {
  const now = numbers.peek();
  if (!now) return;
  const queues = { ...now.queues };
  const add = (queue: string, n: number) => { if (queue !== "published") queues[queue] = Math.max(0, (queues[queue] ?? 0) + n); };
  add(from, -1);
  add(to, 1);
  numbers.value = { ...now, queues };
}

/** Asks about a site again and again, less often while there is no answer, until the returned function is called. */
export function watch(site: string): () => void {
  let pause = rhythm;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abort = new AbortController();
  const ask = async () => {
    clearTimeout(timer);
    abort.abort();
    if (document.hidden) return;
    const { signal } = abort = new AbortController();
    try {
      numbers.value = await api.get<Numbers>("numbers", { site }, signal);
      pause = rhythm;
    } catch {
      if (signal.aborted) return;
      pause = Math.min(pause * 2, longest); // the top bar says that there is no connection
    }
    timer = setTimeout(ask, pause);
  };
  const now = () => {
    pause = rhythm;
    void ask();
  };
  document.addEventListener("visibilitychange", now);
  addEventListener("online", now);
  numbers.value = null;
  void ask();
  return () => {
    clearTimeout(timer);
    abort.abort();
    document.removeEventListener("visibilitychange", now);
    removeEventListener("online", now);
  };
}

const settled = 800, renewed = 60_000; // ms

/** Tells the others which comment one looks at, once one stays there, until the returned function is called. */
export function claim(site: string, comment: string): () => void {
  const tell = (id: string | null) => {
    api.post("claims", { site, comment: id }).catch(() => {}); // a courtesy: without it a decision is refused when it comes second
  };
  let told = false;
  const renew = () => {
    if (document.hidden) return;
    told = true;
    tell(comment);
  };
  const first = setTimeout(renew, settled);
  const again = setInterval(renew, renewed);
  return () => {
    clearTimeout(first);
    clearInterval(again);
    if (told) tell(null);
  };
}
