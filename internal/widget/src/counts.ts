// The numbers of pages: all that a document asks for at once go in one request.

/** The numbers of a page. */
export interface Count {
  page: string;
  comments: number;
  views: number;
  visitors: number;
  reactions: Record<string, number>;
}

/** What is asked: an Api, or the small file's. */
interface Asked {
  origin: string;
  site: string;
  get<T>(path: string, query: { page: string[] }): Promise<T>;
}

/** The most pages of a request, and the most characters of its query: front doors refuse long addresses. */
const MOST_PAGES = 100;
const MOST_LENGTH = 6000;

interface Batch {
  pages: Set<string>;
  counts: Promise<Map<string, Count>>;
}

const gathering: Record<string, Batch> = {};

/**
 * Returns the numbers of a page. While a document is still being read, elements
 * go on coming: their requests wait for its end.
 */
export async function countsOf(api: Asked, page: string): Promise<Count> {
  const key = api.origin + api.site, pages = new Set<string>();
  const batch = gathering[key] ??= {
    pages,
    counts: parsed().then(() => {
      delete gathering[key];
      return ask(api, [...pages].sort()); // sorted, readers of one article ask for the same and caches can answer
    }),
  };
  batch.pages.add(page);
  return (await batch.counts).get(page)!;
}

function parsed(): Promise<unknown> {
  return new Promise((resolve) => {
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", resolve);
    else setTimeout(resolve);
  });
}

/** The answer has the pages in the order asked, under names of the server's spelling. */
async function ask(api: Asked, pages: string[]): Promise<Map<string, Count>> {
  const answers = await Promise.all(batches(pages).map((page) => api.get<{ counts: Count[] }>("/v1/counts", { page })));
  return new Map(answers.flatMap(({ counts }) => counts).map((count, i) => [pages[i]!, count]));
}

/** Cuts pages into requests. */
export function batches(pages: string[]): string[][] {
  const out: string[][] = [[]];
  let length = 0;
  for (const page of pages) {
    const more = `&page=${encodeURIComponent(page)}`.length;
    if ((length += more) > MOST_LENGTH || out[0]!.length === MOST_PAGES) {
      out.unshift([]);
      length = more;
    }
    out[0]!.push(page);
  }
  return out.reverse();
}

/** Returns what an answer says; rejects with it when it is a refusal. */
export async function said<T>(answer: Response): Promise<T> {
  const it = await answer.json();
  if (answer.ok) return it;
  throw it;
}
