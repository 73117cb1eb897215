// What the whole page knows, as signals: who is here, on which site, how it looks,
// and what it has to say.

import { computed, effect, signal, type Signal } from "@preact/signals";
import { api, signedOut } from "./api";
import { route } from "./route";
import type { Me, Role, Site } from "./types";
import { language, type Language } from "./words";

/** Who is signed in: null for nobody, undefined until that is known. */
export const me = signal<Me | null | undefined>(undefined);

/** The site of the address, or the first of one's sites. */
export const site = computed<Site | undefined>(() => me.value?.sites.find(({ site }) => site === route.value.site) ?? me.value?.sites[0]);

const names = signal<ReadonlyMap<string, string>>(new Map());

/** What a site is called: its id while nobody gave it a name. */
export function nameOf({ site }: Site): string {
  return names.value.get(site) || site;
}

/** Asks what a site is called. Until it is known, and when it cannot be, its id is there. */
export async function learnName(site: string): Promise<void> {
  if (names.peek().has(site)) return;
  const { settings } = await api.get<{ settings: { key: string; value: string }[] }>("settings", { site }).catch(() => ({ settings: [] }));
  names.value = new Map([...names.peek(), [site, settings.find(({ key }) => key === "name")?.value ?? ""]]);
}

const ranks: Role[] = ["reader", "moderator", "owner"];

/** Whether one's role on the site is this one or more. */
export function may(role: Role): boolean {
  return site.value !== undefined && ranks.indexOf(site.value.role) >= ranks.indexOf(role);
}

/** A choice that is kept on this device. */
export function kept<T extends string>(name: string, initial: T, all: readonly T[]): Signal<T> {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(name);
  } catch { /* nothing is kept where that is forbidden */ }
  const choice = signal(all.find((one) => one === stored) ?? initial);
  effect(() => {
    try {
      localStorage.setItem(name, choice.value);
    } catch { /* as above */ }
  });
  return choice;
}

export type Theme = "auto" | "light" | "dark";
export const themes: readonly Theme[] = ["auto", "light", "dark"];
export const theme = kept<Theme>("kibitz.theme", "auto", themes);

/** Whether single letters are shortcuts. */
export const shortcuts = kept("kibitz.shortcuts", "on", ["on", "off"]);

/** Whether rejecting asks for a reason. */
export const reasons = kept("kibitz.reasons", "off", ["on", "off"]);

/** Follows the choices: language and colours of the document. */
export function dress(): void {
  const spoken: Language = navigator.language.startsWith("vi") ? "vi" : "en";
  const choice = kept<Language>("kibitz.language", spoken, ["en", "vi"]);
  language.value = choice.value;
  effect(() => {
    document.documentElement.lang = choice.value = language.value;
  });
  effect(() => {
    if (theme.value === "auto") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.dataset.theme = theme.value;
  });
}

/** Finds out who is signed in. */
export async function arrive(): Promise<void> {
  signedOut.then = () => { me.value = null; };
  me.value = await api.get<Me>("me");
}

/** Ends this session. */
export async function signOut(): Promise<void> {
  await api.del("me/session");
  me.value = null;
}

/** What the toast shows. */
export interface Toast { text: string; undo?: (() => void) | undefined; wrong?: boolean | undefined }

export const toasted = signal<Toast | null>(null);

/** What was said last to those who do not see the page. */
export const said = signal("");

let passing: ReturnType<typeof setTimeout> | undefined;

/** Says what was done, for ten seconds, with a way to take it back. */
export function toast(text: string, options: Omit<Toast, "text"> = {}): void {
  clearTimeout(passing);
  toasted.value = { text, ...options };
  passing = setTimeout(hush, 10_000);
}

/** Takes the toast away. */
export function hush(): void {
  clearTimeout(passing);
  toasted.value = null;
}

/** Says something to screen readers alone. */
export function say(text: string): void {
  said.value = said.peek() === text ? `${text}\u00a0` : text; // the same words again are said again
}
