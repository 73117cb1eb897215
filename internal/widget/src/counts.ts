// The numbers of pages: all that a document asks for at once go in one request.

/** The numbers of a page. */
export interface Count {
  page: string;
  comments: number;
  views: number;
  visitors: number;
  reactions: Record<string, number>;
}

/** What is asked. */
export interface Asked {
  get<T>(path: string, query: Record<string, string[]>, o?: { fresh?: boolean }): Promise<T>;
}

/** The most pages of a request, and the most characters of its query: front doors refuse long addresses. */
const MOST_PAGES = 100;
const MOST_LENGTH = 6000;

type Waiting = Map<string, { promise: Promise<Count>; resolve(count: Count): void; reject(why: unknown): void }>;
const queues = new WeakMap<Asked, Waiting>();

/**
 * Returns the numbers of a page. While a document is still being read, elements
 * go on coming: their requests wait for its end.
 */
export function countsOf(api: Asked, page: string, o: { fresh?: boolean } = {}): Promise<Count> {
  let queue = queues.get(api);
  if (!queue) {
    queues.set(api, (queue = new Map()));
    const ask = (): void => {
      const all = queues.get(api)!;
      queues.delete(api);
      for (const batch of batches([...all.keys()])) void fetchCounts(api, batch, all, o.fresh);
    };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ask, { once: true });
    else setTimeout(ask);
  }
  let waiting = queue.get(page);
  if (!waiting) {
    let resolve!: (count: Count) => void, reject!: (why: unknown) => void;
    const promise = new Promise<Count>((yes, no) => { resolve = yes; reject = no; });
    queue.set(page, (waiting = { promise, resolve, reject }));
  }
  return waiting.promise;
}

/** The answer has the pages in the order asked, under names of the server's spelling. */
async function fetchCounts(api: Asked, pages: string[], all: Waiting, fresh?: boolean): Promise<void> {
  try {
    const { counts } = await api.get<{ counts: Count[] }>("/v1/counts", { page: pages }, { fresh });
    pages.forEach((page, i) => all.get(page)!.resolve(counts[i]!));
  } catch (error) {
    for (const page of pages) all.get(page)!.reject(error);
  }
}

/** Cuts pages into requests. Sorted, so that readers of one article ask for the same and caches can answer. */
export function batches(pages: string[]): string[][] {
  const out: string[][] = [];
  let length = MOST_LENGTH;
  for (const page of pages.sort()) {
    const more = encodeURIComponent(page).length + "&page=".length;
    if (length + more > MOST_LENGTH || out[out.length - 1]!.length === MOST_PAGES) {
      out.push([]);
      length = 0;
    }
    out[out.length - 1]!.push(page);
    length += more;
  }
  return out;
}
