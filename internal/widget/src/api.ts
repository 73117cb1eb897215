// Talking with the server.

import type { Count } from "./counts";
import { fetchPen } from "./discussion/pen";
import { store } from "./store";

export { type Count, countsOf } from "./counts";

export interface Author {
  id: string;
  name: string;
  url: string;
  badge: string;
}

export interface Comment {
  id: string;
  parent: string | null;
  root: string;
  depth: number;
  author: Author;
  html: string;
  status: "published" | "pending" | "deleted";
  created: string;
  edited: string | null;
  votes: { up: number; down: number };
  replies: number;
  featured?: true;
  locked?: true; // of a root: its thread takes no replies
  more?: string;
}

export interface PageInfo extends Count {
  title: string;
  url: string;
  closed: boolean;
}

/** What a widget must know of the site. */
export interface Settings {
  votes: "updown" | "up" | "off";
  reactions: string[];
  email: boolean;
  url: boolean;
  edit_window: number; // seconds
  max_length: number; // characters as a reader counts them
  accounts: "off" | "optional" | "required" | "verified";
  form: boolean; // whether comments need a token of GET /v1/form
}

export interface Listing {
  page: PageInfo;
  comments: Comment[];
  next: string | null;
  settings: Settings;
}

/** What the reader has voted on a page. */
export interface Mine {
  votes: Record<string, 1 | -1>;
  reaction: string | null;
}

export type Query = Record<string, string | string[] | number | undefined>;

/** A refusal of the server, or that it could not be asked: status 0, code "offline" or "timeout". */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail = "",
    readonly field?: string,
    readonly retryAfter?: number, // seconds
  ) {
    super(`${code}: ${detail}`);
  }
}

// A mobile network may take seconds; the server gives up after five.
const DEADLINE = 10_000;
const TRIES = 3;
// The server asks for at most ten seconds. Whoever asks for more does not mean somebody who waits.
const PATIENCE = 10;

/** One site's API. */
export class Api {
  /** What was voted, by pages; forgotten at every write. */
  readonly mine = new Map<string, Promise<Mine>>();

  constructor(
    readonly origin: string,
    readonly site: string,
  ) {}

  /** Where the token is kept that makes a reader the same one again. */
  get key(): string {
    return `kibitz:guest:${this.origin}:${this.site}`;
  }
  /** The token, null before the first write. */
  get guest(): string | null {
    return store.get(this.key);
  }

  /** The address of a public read, for a link. */
  url(path: string, query: Query = {}): string {
    const q = new URLSearchParams({ site: this.site });
    for (const [name, value] of Object.entries(query)) {
      for (const one of [value ?? []].flat()) q.append(name, String(one));
    }
    return `${this.origin}${path}?${q}`;
  }

  /** Reads what is the same for everyone; fresh asks past all caches. */
  get<T>(path: string, query: Query = {}, o: { signal?: AbortSignal; fresh?: boolean } = {}): Promise<T> {
    return request(this.url(path, query), { cache: o.fresh ? "no-cache" : "default" }, o.signal);
  }

  /** What the reader has voted on the page, one request for all elements; nobody has without a token or an account. */
  votes(page: string): Promise<Mine> {
    if (!this.guest && !globalThis.kibitzAccount) return Promise.resolve({ votes: {}, reaction: null });
    let found = this.mine.get(page);
    if (!found) {
      this.mine.set(page, (found = fetchPen().then((pen) => pen.votes(this, page))));
      found.catch(() => this.mine.delete(page));
    }
    return found;
  }
}

const apis = new Map<string, Api>();

/** Returns the API of a site, one on a document. */
export function apiFor(origin: string, site: string): Api {
  const key = `${origin} ${site}`;
  let api = apis.get(key);
  if (!api) apis.set(key, (api = new Api(origin, site)));
  return api;
}

/** Asks, and asks again when the server was busy or silent. */
export async function request<T>(url: string, init: RequestInit, signal?: AbortSignal): Promise<T> {
  for (let tries = TRIES; ;) {
    let refused: Problem, status = 0;
    try {
      const late = AbortSignal.timeout(DEADLINE);
      const answer = await fetch(url, { ...init, credentials: "omit", signal: signal ? AbortSignal.any([signal, late]) : late });
      status = answer.status;
      const text = await answer.text();
      const said = text ? JSON.parse(text) : {};
      if (answer.ok) return said;
      refused = new Problem(status, said.code, said.detail, said.field, Number(answer.headers.get("Retry-After")) || undefined);
    } catch (error) {
      if (signal?.aborted) throw error;
      // With a status, a front door answered in its own words.
      refused = new Problem(status, status ? `http_${status}` : (error as Error).name === "TimeoutError" ? "timeout" : "offline");
    }
    const wait = refused.retryAfter ?? 1;
    if (!--tries || wait > PATIENCE || (refused.status !== 503 && refused.code !== "timeout")) throw refused;
    await new Promise((resolve) => setTimeout(resolve, wait * 1000 * (1 + Math.random() / 2)));
    signal?.throwIfAborted();
  }
}
