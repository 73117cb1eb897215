// Deciding: the comment leaves the list at once, and comes back when the server
// says otherwise. The last decisions can be taken back.

import { signal } from "@preact/signals";
import { hush, toast } from "../app";
import type { Decision, Deed, Result, Status } from "../types";
import { wordsOf } from "../ui";
import { moment, t, term } from "../words";
import type { List, Place } from "./list";
import { moved } from "./live";
import type { Letter, Outbox } from "./outbox";

/** What somebody else did to a comment before our decision came. */
export interface Conflict { action: Deed; reason: string; status: Status; version: number; decision: Decision | null }

/** Decisions that can be taken back. */
const undoable = 20;

/** Comments of one request. */
const most = 100;

const leads: Record<Deed, Status> = { publish: "published", reject: "rejected", spam: "spam", delete: "deleted" };

interface Done { list: List; places: Place[]; letters: { letter: Letter; results: Promise<Result[]> }[] }

/** What is done with comments, in words: of one by its author's name, of several by their number. */
export function deedWords(action: Deed, places: readonly Place[]): string {
  const [first] = places;
  return places.length === 1 && first ? t(`done.one.${action}`, { name: first.row.author.name }) : t(`done.many.${action}`, { n: places.length });
}

/** What somebody else did, in words. */
export function conflictWords({ decision, status }: Pick<Conflict, "decision" | "status">): string {
  return decision
    ? t("conflict.by", { name: decision.moderator.name, deed: term("deed", decision.action), time: moment(decision.time) })
    : t("conflict", { status: term("status", status) });
}

export class Decisions {
  /** By the id of the comment. */
  readonly conflicts = signal<ReadonlyMap<string, Conflict>>(new Map());
  /** How many were decided on here. */
  readonly handled = signal(0);
  readonly #outbox: Outbox;
  readonly #past: Done[] = [];
  #letters = 0;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** Decides on comments of the list. */
  decide(list: List, ids: readonly string[], action: Deed, reason = ""): void {
    const places = list.places(ids);
    if (places.length === 0) return;
    const leaves = list.filter.status !== "any";
    for (const { row } of places) {
      this.#settle(row.id);
      moved(row.status, leads[action]);
    }
    if (leaves) list.remove(ids);
    else for (const { row } of places) list.update(row.id, { status: leads[action] });
    list.marked.value = new Set();
    const next = list.current.peek();

    const done: Done = { list, places, letters: [] };
    for (let i = 0; i < places.length; i += most) {
      const part = places.slice(i, i + most);
      const letter: Letter = {
        key: `${Date.now()}.${++this.#letters}`, site: list.site, action, reason,
        ids: part.map(({ row }) => row.id), versions: part.map(({ row }) => row.version),
      };
      const results = this.#outbox.post(letter);
      done.letters.push({ letter, results });
      results.then((all) => this.#told(list, part, all, action, reason, next), (cause: unknown) => {
        for (const { row } of part) moved(leads[action], row.status);
        list.restore(part);
        toast(wordsOf(cause), { wrong: true });
      });
    }
    this.handled.value += places.length;
    this.#past.push(done);
    if (this.#past.length > undoable) this.#past.shift();
    toast(deedWords(action, places), { undo: () => this.undo(done) });
  }

  /** Takes the last decision back, or the one that is named, in the list that it was made in; false when there is none. */
  undo(done = this.#past.at(-1)): boolean {
    const at = done ? this.#past.indexOf(done) : -1;
    if (!done || at < 0) {
      toast(t("undo.none"));
      return false;
    }
    this.#past.splice(at, 1);
    const { list } = done;
    list.restore(done.places);
    list.current.value = done.places[0]?.row.id ?? list.current.peek();
    this.handled.value -= done.places.length;
    toast(t("done.undo", { n: done.places.length }));
    for (const { letter, results } of done.letters) {
      const part = done.places.filter(({ row }) => letter.ids.includes(row.id));
      for (const { row } of part) {
        moved(leads[letter.action as Deed], row.status);
        list.update(row.id, { status: row.status });
      }
      if (this.#outbox.drop(letter.key)) continue; // it had not been sent
      void results.then((all) => {
        const ids = all.filter(({ status }) => status).map(({ id }) => id);
        if (ids.length > 0) return this.#takeBack(list, part, { ...letter, key: `${letter.key}.undo`, action: "undo", reason: "", ids, versions: ids.map((id) => all.find((r) => r.id === id)?.version ?? 1) });
      }, () => {}); // it was refused, which has been told
    }
    return true;
  }

  async #takeBack(list: List, part: readonly Place[], letter: Letter): Promise<void> {
    try {
      for (const { id, status, version, code, detail } of await this.#outbox.post(letter)) {
        if (status && version) list.update(id, { status, version });
        else {
          list.remove(part.filter(({ row }) => row.id === id).map(({ row }) => row.id));
          toast(t("undo.refused", { why: detail ?? code ?? "" }), { wrong: true });
        }
      }
    } catch (cause) {
      list.remove(letter.ids);
      toast(wordsOf(cause), { wrong: true });
    }
  }

  /** Looks at what became of each comment. */
  #told(list: List, part: readonly Place[], results: readonly Result[], action: Deed, reason: string, next: string): void {
    const refused = results.filter(({ code }) => code);
    for (const { id, status, version } of results) if (status && version) list.update(id, { status, version });
    if (refused.length === 0) return;
    this.handled.value -= refused.length;
    const back = part.filter(({ row }) => refused.some(({ id, code }) => id === row.id && code !== "comment_unknown"));
    for (const { row } of back) moved(leads[action], row.status);
    list.restore(back);
    const conflicts = new Map(this.conflicts.peek());
    for (const { id, now } of refused) {
      if (!now) continue;
      conflicts.set(id, { action, reason, status: now.status, version: now.version, decision: now.decision });
      list.update(id, { status: now.status, version: now.version });
    }
    this.conflicts.value = conflicts;
    const [first] = refused;
    if (!first) return;
    // Who has not gone on is led back; who has is told.
    if (first.now && list.current.peek() === next) {
      list.current.value = first.id;
      hush();
    } else if (first.now) toast(`${conflictWords(first.now)} ${t("conflict.lost")}`, { wrong: true });
    else toast(first.code === "comment_unknown" ? t("problem.comment_unknown") : first.detail ?? "", { wrong: true });
  }

  /** The moderator has seen a conflict. */
  seen(id: string): void {
    this.#settle(id);
  }

  #settle(id: string): void {
    if (!this.conflicts.peek().has(id)) return;
    const conflicts = new Map(this.conflicts.peek());
    conflicts.delete(id);
    this.conflicts.value = conflicts;
  }
}
