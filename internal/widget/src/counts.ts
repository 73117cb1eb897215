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
  get<T>(path: string, query: Record<string, string[]>, o?: { fresh?: boolean }): Promise<T>;
}

/** The most pages of a request, and the most characters of its query: front doors refuse long addresses. */
const MOST_PAGES = 100;
const MOST_LENGTH = 6000;

interface Batch {
  pages: Set<string>;
  counts: Promise<Map<string, Count>>;
}

const gathering = new Map<Asked, Batch>();

/**
 * Returns the numbers of a page. While a document is still being read, elements
 * go on coming: their requests wait for its end.
 */
export async function countsOf(api: Asked, page: string, o: { fresh?: boolean } = {}): Promise<Count> {
  let batch = gathering.get(api);
  if (!batch) {
    const pages = new Set<string>();
    batch = {
      pages,
      counts: parsed().then(() => {
        gathering.delete(api);
        return ask(api, [...pages].sort(), o.fresh); // sorted, readers of one article ask for the same and caches can answer
      }),
    };
    gathering.set(api, batch);
  }
  batch.pages.add(page);
  return (await batch.counts).get(page)!;
}

function parsed(): Promise<unknown> {
  return new Promise((resolve) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", resolve);
    else setTimeout(resolve);
  });
}

/** The answer has the pages in the order asked, under names of the server's spelling. */
async function ask(api: Asked, pages: string[], fresh?: boolean): Promise<Map<string, Count>> {
  const answers = await Promise.all(batches(pages).map((page) => api.get<{ counts: Count[] }>("/v1/counts", { page }, { fresh })));
  return new Map(answers.flatMap(({ counts }) => counts).map((count, i) => [pages[i]!, count]));
}

/** Cuts pages into requests. */
export function batches(pages: string[]): string[][] {
  const out: string[][] = [];
  let batch: string[] = [], length = MOST_LENGTH;
  for (const page of pages) {
    const more = `&page=${encodeURIComponent(page)}`.length;
    if (length + more > MOST_LENGTH || batch.length === MOST_PAGES) {
      out.push((batch = []));
      length = 0;
    }
    batch.push(page);
    length += more;
  }
  return out;
}
