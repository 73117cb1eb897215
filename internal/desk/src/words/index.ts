// What the dashboard says, in the moderator's language. English is the master of
// keys; a message that counts has a form for each plural of the language.

import { signal } from "@preact/signals";
import en from "./en";
import vi from "./vi";

/** A message; what stands in braces is put in. */
export type Message = string | { one: string; other: string };

/** The name of a message. */
export type Key = keyof typeof en;

/** A language: the tag that dates and numbers are written by, and the messages. */
export type Language = "en" | "vi";

/** All messages, by language. */
export const messages: Record<Language, Record<Key, Message>> = { en, vi };

/** The language that the page is in. */
export const language = signal<Language>("en");

type Values = Record<string, string | number>;

/** Whether there is a message of this name, which came from the server. */
export function known(key: string): key is Key {
  return Object.hasOwn(en, key);
}

/** A message with its values. n chooses the plural. Numbers are written as the language does. */
export function t(key: Key, values: Values = {}): string {
  const message = messages[language.value][key];
  const form = typeof message === "string" ? message
    : message[new Intl.PluralRules(language.value).select(Number(values.n)) === "one" ? "one" : "other"];
  return form.replace(/\{(\w+)\}/g, (all, name: string) => {
    const value = values[name];
    return value === undefined ? all : typeof value === "number" ? number(value) : value;
  });
}

/** The message for a word of the server, or the word itself where there is none. */
export function term(group: string, word: string): string {
  const key = `${group}.${word}`;
  return known(key) ? t(key) : word;
}

const tags: Record<Language, string> = { en: "en-GB", vi: "vi-VN" };

/** A number as the language groups it. */
export function number(n: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(tags[language.value], options).format(n);
}

const dates: Record<Language, Intl.DateTimeFormatOptions> = {
  en: { day: "numeric", month: "short", year: "numeric" },
  vi: { day: "2-digit", month: "2-digit", year: "numeric" },
};

/** A time of day and, of other days, the date. */
export function moment(time: string, now = Date.now()): string {
  const at = new Date(time);
  const sameDay = at.toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(tags[language.value], { ...(sameDay ? {} : dates[language.value]), hour: "2-digit", minute: "2-digit" }).format(at);
}

/** A date. */
export function date(time: string): string {
  return new Intl.DateTimeFormat(tags[language.value], dates[language.value]).format(new Date(time));
}

const minute = 60_000, hour = 60 * minute, day = 24 * hour;

/** A stretch of time in its largest unit, such as "48 min". */
export function span(ms: number): string {
  if (ms < hour) return t("span.minutes", { n: Math.max(0, Math.floor(ms / minute)) });
  if (ms < 2 * day) return t("span.hours", { n: Math.floor(ms / hour) });
  return t("span.days", { n: Math.floor(ms / day) });
}

/** How long ago a time is; after a week its date. */
export function ago(time: string, now = Date.now()): string {
  const ms = now - Date.parse(time);
  if (ms < minute) return t("ago.now");
  return ms > 7 * day ? date(time) : t("ago", { span: span(ms) });
}

/** Hours and minutes until a time, or since it. */
export function clock(due: string, now = Date.now()): string {
  const left = Date.parse(due) - now;
  const minutes = Math.floor(Math.abs(left) / minute);
  return t(left < 0 ? "clock.overdue" : "clock.left", { h: Math.floor(minutes / 60), m: minutes % 60 });
}
