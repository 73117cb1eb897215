// Talking with the server.

import type { Count } from "./counts";
import * as store from "./store";

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
}

export interface Listing {
  page: PageInfo;
  comments: Comment[];
  next: string | null;
  settings: Settings;
}

/** What the guest has voted on a page. */
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
  private mine = new Map<string, Promise<Mine>>();

  constructor(
    readonly origin: string,
    readonly site: string,
  ) {}

  /** The token that makes a reader the same one again, null before the first write. */
  get guest(): string | null {
    return store.get(this.key);
  }
  set guest(token: string | null) {
    if (token) store.set(this.key, token);
    else store.remove(this.key);
  }
  private get key(): string {
    return `kibitz:guest:${this.origin}:${this.site}`;
  }

  /** The address of a public read, for a link. */
  url(path: string, query: Query = {}): string {
    const q = new URLSearchParams({ site: this.site });
    for (const [name, value] of Object.entries(query)) {
      for (const one of [value ?? []].flat()) q.append(name, String(one));
    }
    return `${this.origin}${path}?${q}`;
  }

  /** Reads. guest sends the token, fresh asks past all caches. */
  get<T>(path: string, query: Query = {}, o: { signal?: AbortSignal; guest?: boolean; fresh?: boolean } = {}): Promise<T> {
    return request(this.url(path, query), {
      headers: o.guest ? { Authorization: `Guest ${this.guest}` } : {},
      cache: o.fresh ? "no-cache" : "default",
    }, o.signal);
  }

  /**
   * Writes, as the guest, whose token is kept when the answer tells it. What
   * is repeated is never done twice: a comment is sent under a key, and every other
   * write says how things shall be.
   */
  async send<T>(method: "POST" | "PATCH" | "DELETE", path: string, body: object, o: { signal?: AbortSignal; key?: string } = {}): Promise<T> {
    this.mine.clear();
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (o.key) headers["Idempotency-Key"] = o.key;
    const guest = this.guest ?? undefined;
    const answer = await request<T & { guest?: string }>(this.origin + path, {
      method, headers, body: JSON.stringify({ site: this.site, ...body, guest }),
    }, o.signal);
    if (answer.guest) this.guest = answer.guest;
    return answer;
  }

  /** What the guest has voted on the page, one request for all elements; nothing was voted before there is a token. */
  votes(page: string): Promise<Mine> {
    if (!this.guest) return Promise.resolve({ votes: {}, reaction: null });
    let found = this.mine.get(page);
    if (!found) {
      found = this.get<Mine>("/v1/votes", { page }, { guest: true });
      found.catch(() => this.mine.delete(page));
      this.mine.set(page, found);
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
async function request<T>(url: string, init: RequestInit, signal?: AbortSignal): Promise<T> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await attempt(url, init, signal);
    } catch (error) {
      const passing = error instanceof Problem && (error.status === 503 || error.code === "timeout");
      const wait = passing ? (error.retryAfter ?? TRIES - left) : 0;
      if (!passing || !left || wait > PATIENCE) throw error;
      await pause(wait * 1000 * (1 + Math.random() / 2), signal);
    }
  }
}

async function attempt<T>(url: string, init: RequestInit, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  const own = new AbortController();
  const cancel = (): void => own.abort(signal?.reason);
  signal?.addEventListener("abort", cancel);
  let late = false;
  const timer = setTimeout(() => { late = true; own.abort(); }, DEADLINE);
  try {
    const answer = await fetch(url, { ...init, credentials: "omit", signal: own.signal });
    const text = await answer.text();
    if (answer.ok) return text && JSON.parse(text);
    throw problem(answer, text);
  } catch (error) {
    if (error instanceof Problem || signal?.aborted) throw error;
    throw new Problem(0, late ? "timeout" : error instanceof SyntaxError ? "answer_invalid" : "offline");
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
  }
}

/** What the server says, or, where something before it answered, the status alone. */
function problem(answer: Response, text: string): Problem {
  let said: Partial<Problem> = {};
  try {
    said = JSON.parse(text);
  } catch {
    // A front door answers in HTML.
  }
  const after = Number(answer.headers.get("Retry-After"));
  return new Problem(answer.status, said.code || `http_${answer.status}`, said.detail, said.field, after || undefined);
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); });
  });
}
