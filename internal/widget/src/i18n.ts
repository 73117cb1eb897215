// Words, numbers and times in the reader's language.

import en from "./lang/en";

export type Key = keyof typeof en;
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Every message of a language, of the same kind as the English one: src/lang/en.ts is the master. */
export type Messages = { [K in Key]: (typeof en)[K] extends string ? string : Plural };

/** A language, ready to be used. */
export interface Words {
  /** The tag that numbers and times are formatted by, and that marks the text. */
  lang: string;
  dir: "ltr" | "rtl";
  /** Returns a message with its {names} filled in; numbers are formatted, and n chooses the plural form. */
  t(key: Key, values?: Record<string, string | number>): string;
  number(n: number): string;
  /** "12 minutes ago"; the date when that was more than seven days ago. */
  ago(date: Date, now: Date): string;
  /** Date and time in full. */
  full(date: Date): string;
}

const FALLBACK = "en";
const DAY = 86_400_000;

const loaded = new Map<string, Promise<Words>>();

/**
 * Returns the words of the language nearest to the tag, once loaded from beside
 * base, the script's address. English where there is no such language, or it
 * cannot be had.
 */
export function wordsFor(lang: string, base: string): Promise<Words> {
  let words = loaded.get(lang);
  if (!words) {
    words = load(lang, base);
    loaded.set(lang, words);
  }
  return words;
}

async function load(lang: string, base: string): Promise<Words> {
  const tag = nearest(lang, LANGUAGES);
  if (tag === FALLBACK) return english(lang);
  try {
    const answer = await fetch(new URL(`lang/${tag}.json`, base), { credentials: "omit" });
    return speak(lang, Object.setPrototypeOf(await answer.json(), en) as Messages);
  } catch {
    loaded.delete(lang); // may be tried again
    return english(lang);
  }
}

/** English is always there; a language that we have no words of keeps its numbers English too. */
export function english(lang = FALLBACK): Words {
  return speak(/^en\b/i.test(lang) ? lang : FALLBACK, en);
}

/** Adds the English that came with kibitz-write.js. Other languages are loaded whole. */
export function learn(more: Messages): void {
  Object.assign(en, more);
}

/** Returns which of the tags is nearest to the wished one: same language and region, script, or language. */
export function nearest(wish: string, tags: string[]): string {
  try {
    const { language, script, region } = new Intl.Locale(wish).maximize();
    return [`${language}-${region}`, `${language}-${script}`, language].find((tag) => tags.includes(tag))
      ?? tags.find((tag) => tag.startsWith(`${language}-`))
      ?? FALLBACK;
  } catch {
    return FALLBACK; // not a language tag
  }
}

function speak(lang: string, messages: Messages): Words {
  const plurals = new Intl.PluralRules(lang);
  const numbers = new Intl.NumberFormat(lang);
  const number = (n: number): string => numbers.format(n);
  const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  const exact = new Intl.DateTimeFormat(lang, { dateStyle: "full", timeStyle: "short" }); // dear to make, and every comment asks
  return {
    lang,
    dir: /^(ar|fa|he|ur)\b/i.test(lang) ? "rtl" : "ltr",
    number,
    t(key, values = {}) {
      const message: string | Plural = messages[key];
      const form = typeof message === "string" ? message : (message[plurals.select(Number(values.n))] ?? message.other);
      return form.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = values[name] ?? "";
        return typeof value === "number" ? number(value) : value;
      });
    },
    ago(date, now) {
      const minutes = Math.floor((now.getTime() - date.getTime()) / 60_000);
      const days = Math.round((midnight(now) - midnight(date)) / DAY);
      if (minutes < 1) return this.t("justNow");
      if (days > 7) return day(lang, date);
      const text = minutes < 60 ? relative.format(-minutes, "minute")
        : minutes < 24 * 60 ? relative.format(-Math.floor(minutes / 60), "hour")
        : relative.format(-days, "day");
      return text[0]!.toLocaleLowerCase(lang) + text.slice(1); // some begin as a sentence
    },
    full: (date) => exact.format(date),
  };
}

function midnight(date: Date): number {
  return new Date(date).setHours(0, 0, 0, 0);
}

/** English spells the month out, because its readers disagree about the order; without a region the day goes first. */
function day(lang: string, date: Date): string {
  const month = /^en\b/i.test(lang) ? "short" : "numeric";
  return new Intl.DateTimeFormat(lang === FALLBACK ? "en-GB" : lang, { day: "numeric", month, year: "numeric" }).format(date);
}
