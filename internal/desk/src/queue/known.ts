// What was asked for once and is shown in several places: comments in detail, and
// the titles of pages.

import { signal, type Signal } from "@preact/signals";
import { api } from "../api";
import type { Case } from "../types";

/** A comment in detail, or why it did not come; neither while it is on its way. */
export interface Asked { value?: Case; cause?: unknown; version?: number | undefined }

const kept = 60;
const cases = new Map<string, Signal<Asked>>();

/** A comment in detail, asked for unless it is known in this version. What was known stays until the answer comes. */
export function caseOf(site: string, id: string, version?: number): Signal<Asked> {
  const key = `${site} ${id}`;
  const known = cases.get(key);
  const one = known ?? signal<Asked>({});
  cases.delete(key);
  cases.set(key, one); // the latest is last
  for (const old of cases.keys()) if (cases.size > kept) cases.delete(old);
  if (!known || version !== undefined && version > (known.peek().version ?? version)) ask(site, id, one, version);
  return one;
}

/** Asks for a comment again. */
export function again(site: string, id: string): void {
  const one = cases.get(`${site} ${id}`);
  if (one) ask(site, id, one);
}

function ask(site: string, id: string, one: Signal<Asked>, version?: number): void {
  const { value } = one.peek();
  one.value = { ...(value && { value }), version };
  api.get<Case>(`comments/${id}`, { site }).then(
    (value) => { one.value = { value, version: Math.max(value.comment.version, version ?? 0) }; },
    (cause: unknown) => { one.value = { cause, version }; },
  );
}

/** A page's title and address. */
export interface PageName { title: string; url: string }

/** Titles by site and page. */
export const pages = signal<ReadonlyMap<string, PageName>>(new Map());

const asked = new Set<string>();

/** The title of a page, or its name while nobody told one. */
export function pageName(site: string, page: string): PageName {
  const known = pages.value.get(`${site} ${page}`);
  return { title: known?.title || page, url: known?.url ?? "" };
}

/** Asks for the titles of pages that are not known yet, up to 100 at once. */
export async function learn(site: string, names: readonly string[]): Promise<void> {
  const unknown = [...new Set(names)].filter((page) => !asked.has(`${site} ${page}`)).slice(0, 100);
  if (unknown.length === 0) return;
  for (const page of unknown) asked.add(`${site} ${page}`);
  try {
    const { pages: found } = await api.get<{ pages: ({ page: string } & PageName)[] }>("pages", { site, page: unknown });
    pages.value = new Map([...pages.peek(), ...found.map(({ page, title, url }) => [`${site} ${page}`, { title, url }] as const)]);
  } catch {
    for (const page of unknown) asked.delete(`${site} ${page}`); // their names are shown instead
  }
}
