// The list of comments: what is asked for, what came, what is selected.

import { batch, computed, signal } from "@preact/signals";
import { api } from "../api";
import type { Notice, Queue, Queued } from "../types";

/** What the list is of, as the address has it. */
export interface Filter { status: string; author: string; page: string; held: string; text: string; order: string }

/** A comment of the list. A notice has a time by which to decide. */
export interface Row extends Queued { due?: string }

/** The queues, those with a tab of their own first. */
export const queues = ["pending", "reported", "spam", "published", "rejected", "deleted"] as const;

/** Reads the filter out of the address. Who waits longest comes first where somebody waits. */
export function filterOf(query: Record<string, string>): Filter {
  const { author = "", page = "", held = "", text = "" } = query;
  const known = [...queues, ...(author ? ["any"] : [])];
  const status = known.find((one) => one === query.status) ?? "pending";
  const waiting = status === "pending" || status === "reported";
  const order = query.order === "newest" || query.order === "oldest" ? query.order : waiting ? "oldest" : "newest";
  return { status, author, page, held, text, order };
}

/** Whether a list is of all in a queue. */
export function whole({ author, page, held, text }: Filter): boolean {
  return !(author || page || held || text);
}

export class List {
  readonly rows = signal<readonly Row[]>([]);
  readonly loading = signal(true);
  readonly cause = signal<unknown>(undefined);
  /** Of the comments that are selected to be decided on together. */
  readonly marked = signal<ReadonlySet<string>>(new Set());
  /** Of the comment in the detail, "" for none. */
  readonly current = signal("");
  readonly more = computed(() => this.#next.value !== null);

  readonly site: string;
  readonly filter: Filter;
  readonly #next = signal<string | null>(null);
  /** Comments that were decided on here: an answer on its way may still have them. */
  readonly #gone = new Set<string>();
  #loads = 0;

  constructor(site: string, filter: Filter) {
    this.site = site;
    this.filter = filter;
  }

  /** Loads from the beginning. */
  async open(): Promise<void> {
    await this.#load(null, []);
  }

  /** Loads what follows. */
  async extend(): Promise<void> {
    if (!this.loading.peek() && this.#next.peek() !== null) await this.#load(this.#next.peek(), this.rows.peek());
  }

  async #load(cursor: string | null, before: readonly Row[]): Promise<void> {
    const load = ++this.#loads;
    this.loading.value = true;
    this.cause.value = undefined;
    try {
      const [queue, notices] = await Promise.all([
        api.get<Queue>("comments", { site: this.site, ...this.filter, cursor: cursor ?? undefined }),
        cursor === null && whole(this.filter) && /^(pending|reported)$/.test(this.filter.status)
          ? api.get<{ notices: Notice[] }>("illegal", { site: this.site, limit: 100 }) : { notices: [] },
      ]);
      if (load !== this.#loads) return;
      const due = notices.notices.map(({ comment, due }): Row => ({ ...comment, due }));
      const rows = new Map([...before, ...due, ...queue.comments].reverse().map((row) => [row.id, row])); // the first of the same stays
      const order = new Set([...before, ...due, ...queue.comments].map(({ id }) => id));
      this.rows.value = [...order].filter((id) => !this.#gone.has(id)).map((id) => rows.get(id)!);
      this.#next.value = queue.next;
    } catch (cause) {
      if (load === this.#loads) this.cause.value = cause;
      return;
    } finally {
      if (load === this.#loads) this.loading.value = false;
    }
    // A filter can leave a part empty while there is more.
    if (this.rows.peek().length === before.length) await this.extend();
  }

  /** Adds what has come since, at the end of a list that is wholly there and has the oldest first; returns how many. What cannot be had now is had later. */
  async refresh(): Promise<number> {
    if (this.filter.order !== "oldest" || this.loading.peek() || this.more.peek() || this.cause.peek()) return 0;
    const load = this.#loads;
    const { comments } = await api.get<Queue>("comments", { site: this.site, ...this.filter, order: "newest" }).catch(() => ({ comments: [] }));
    const fresh = comments.filter(({ id }) => !this.#gone.has(id) && !this.find(id)).reverse();
    if (load !== this.#loads || fresh.length === 0) return 0;
    this.rows.value = [...this.rows.peek(), ...fresh];
    return fresh.length;
  }

  find(id: string): Row | undefined {
    return this.rows.peek().find((row) => row.id === id);
  }

  /** The comment n places after the current one, or the nearest to that. */
  beside(n: number): Row | undefined {
    const rows = this.rows.peek();
    const at = rows.findIndex(({ id }) => id === this.current.peek());
    return rows[at < 0 ? 0 : Math.min(Math.max(at + n, 0), rows.length - 1)];
  }

  /** Takes comments out; when the current one goes, the next takes its place. */
  remove(ids: readonly string[]): void {
    const out = new Set(ids);
    const rows = this.rows.peek();
    const at = rows.findIndex(({ id }) => id === this.current.peek());
    const next = [...rows.slice(Math.max(at, 0)), ...rows.slice(0, Math.max(at, 0)).reverse()].find(({ id }) => !out.has(id));
    for (const id of ids) this.#gone.add(id);
    batch(() => {
      this.rows.value = rows.filter(({ id }) => !out.has(id));
      this.marked.value = new Set([...this.marked.peek()].filter((id) => !out.has(id)));
      if (out.has(this.current.peek())) this.current.value = next?.id ?? "";
    });
  }

  /** Puts comments back, each before the one that it stood before. */
  restore(places: readonly Place[]): void {
    const rows = [...this.rows.peek()];
    for (const { row, before } of [...places].reverse()) {
      this.#gone.delete(row.id);
      if (rows.some(({ id }) => id === row.id)) continue;
      const at = rows.findIndex(({ id }) => id === before);
      rows.splice(at < 0 ? rows.length : at, 0, row);
    }
    this.rows.value = rows;
  }

  /** Puts a comment first that the list does not have, unless it was decided on here. */
  bring(row: Row): void {
    if (!this.#gone.has(row.id) && !this.find(row.id)) this.rows.value = [row, ...this.rows.peek()];
  }

  /** Where comments stand, to be put back there. */
  places(ids: readonly string[]): Place[] {
    const rows = this.rows.peek();
    return rows.flatMap((row, i) => (ids.includes(row.id) ? [{ row, before: rows[i + 1]?.id ?? "" }] : []));
  }

  /** Notes what became of a comment that stays. */
  update(id: string, change: Partial<Row>): void {
    if (this.find(id)) this.rows.value = this.rows.peek().map((row) => (row.id === id ? { ...row, ...change } : row));
  }

  /** Selects a comment to be decided on with others, or not any more. */
  mark(id: string, on = !this.marked.peek().has(id)): void {
    const marked = new Set(this.marked.peek());
    if (on) marked.add(id);
    else marked.delete(id);
    this.marked.value = marked;
  }

  /** Selects all that are loaded, or none. */
  markAll(on: boolean): void {
    this.marked.value = new Set(on ? this.rows.peek().map(({ id }) => id) : []);
  }
}

/** A comment and the id of the one after it, "" at the end. */
export interface Place { row: Row; before: string }
