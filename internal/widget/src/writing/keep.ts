import type { Comment } from "../api";
import type { KibitzComments } from "../discussion/comments";
import { names } from "../discussion/traces";
import { type Account, current } from "./account";
import { store } from "./tools";

/** What the reader has written here last: shown with it until the list has caught up. */
export interface Mine { comment: Comment; source: string; at: number }

/** A text that is not published yet. The key belongs to what was sent with it; the e-mail address is kept no longer than that. */
export interface Draft { body: string; sent?: string; key?: string; email?: string }

/** Who writes: remembered on the site, so that a name is typed once. */
export interface Writer { id?: string; name?: string; url?: string }

const cached = 25_000; // ms: how long a list may be behind, see the API's Cache-Control
const day = 86_400_000;

/** A page's part of the browser's storage. All of it may be missing. */
export class Keep {
  readonly #names: ReturnType<typeof names>;

  /** What an account has written is its own; drafts are the browser's. */
  constructor(site: string, page: string, readonly account?: Account) {
    this.#names = { ...names(account ? `${site}@${account.sub}` : site, page), draft: names(site, page).draft };
  }

  get writer(): Writer { return read(this.#names.writer) ?? {}; }
  set writer(w: Writer) { write(this.#names.writer, w); }

  /** The draft of an answer to parent, '' for a new thread. */
  draft(parent: string): Draft | undefined { return read(this.#names.draft + parent); }
  keepDraft(parent: string, d?: Draft) { write(this.#names.draft + parent, d); }

  /** Own comments of the last days; those that wait for review longer are given up. */
  mine(): Mine[] {
    const left = (read<Mine[]>(this.#names.mine) ?? []).filter((m) => m.at > Date.now() - (m.comment.status === "pending" ? 14 : 2) * day);
    if (!left.length) store.remove(this.#names.mine);
    return left;
  }

  find(id: string): Mine | undefined { return this.mine().find((m) => m.comment.id === id); }

  remember(comment: Comment, source: string, at = Date.now()) {
    write(this.#names.mine, [...this.mine().filter((m) => m.comment.id !== comment.id), { comment, source, at }]);
  }

  /** A listed comment as it is now: what the reader did to it a moment ago may not be in the list yet. */
  newest(listed: Comment): Comment {
    const own = this.find(listed.id);
    if (!own) return listed;
    const { votes, replies, more } = listed;
    if (own.at > Date.now() - cached) return { ...own.comment, votes, replies, more };
    if (own.comment.status !== listed.status) this.remember(listed, own.source, own.at);
    return listed;
  }

  /** Own comments that the list lacks: held ones, and those it has not caught up with. */
  unlisted(shown: (id: string) => unknown): Comment[] {
    return this.mine().filter(({ comment: { id, status }, at }) =>
      !shown(id) && (status === "pending" || (status === "published" && at > Date.now() - cached))).map((m) => m.comment);
  }
}

/** What is kept of the reader who is here now. */
export const keep = async ({ api, page }: KibitzComments): Promise<Keep> => new Keep(api.site, page, await current(api));

function read<T>(key: string): T | undefined {
  try {
    return JSON.parse(store.get(key) ?? "null") ?? undefined;
  } catch {
    return undefined; // somebody else's
  }
}

function write(key: string, value: unknown) {
  if (value === undefined) store.remove(key);
  else store.set(key, JSON.stringify(value));
}
