// The part of ../i18n.ts that counting needs; build.mjs puts it in its place in
// the small file. It has no words, so the attribute words must hold its own.

export interface Words {
  number(n: number): string;
  t(key: string, values: { n: number }): string;
}

export function english(lang = "en"): Words {
  const number = (n: number): string => n.toLocaleString(lang);
  return { number, t: (_, { n }) => number(n) };
}

export async function wordsFor(lang: string): Promise<Words> {
  return english(lang);
}
