// The numbers of many days put together for the figures, the plots and the file.

/** One day of GET statistics. */
export interface Day {
  day: string; // 2026-11-23, in UTC
  held: Record<string, number>; // by check
  overruled: Record<string, number>; // by check
  decisions: { moderator: { id: string; name: string }; action: string; count: number }[];
}

/** What moderators do with comments, in three kinds that a plot can tell apart. */
export const kinds = ["published", "taken", "spam"] as const;
export type Kind = (typeof kinds)[number];

const kindOf: Record<string, Kind> = { publish: "published", restore: "published", reject: "taken", delete: "taken", spam: "spam" };

/** A day with its sums. */
export interface Sums extends Record<Kind, number> {
  day: string;
  held: number;
  overruled: number;
}

/** A check with what it held, and how many of these a moderator published all the same. */
export interface Check {
  name: string;
  held: number;
  overruled: number;
}

/** What one moderator did. */
export interface Work extends Record<Kind, number> {
  id: string;
  name: string;
  undone: number;
}

/** The days up to today, in UTC, so many in all: also those of which there is nothing to say. */
export function everyDay(days: Day[], today: Date, count: number): Day[] {
  const known = new Map(days.map((day) => [day.day, day]));
  return Array.from({ length: count }, (_, i) => {
    const day = new Date(today.getTime() - (count - 1 - i) * 86_400_000).toISOString().slice(0, 10);
    return known.get(day) ?? { day, held: {}, overruled: {}, decisions: [] };
  });
}

const total = (numbers: Record<string, number>) => Object.values(numbers).reduce((sum, n) => sum + n, 0);

export function sums(days: Day[]): Sums[] {
  return days.map(({ day, held, overruled, decisions }) => {
    const out: Sums = { day, held: total(held), overruled: total(overruled), published: 0, taken: 0, spam: 0 };
    for (const { action, count } of decisions) {
      const kind = kindOf[action];
      if (kind) out[kind] += count;
    }
    return out;
  });
}

/** The checks, the one that held most first. */
export function checks(days: Day[]): Check[] {
  const all = new Map<string, Check>();
  const of = (name: string) => {
    const check = all.get(name) ?? { name, held: 0, overruled: 0 };
    all.set(name, check);
    return check;
  };
  for (const { held, overruled } of days) {
    for (const [name, n] of Object.entries(held)) of(name).held += n;
    for (const [name, n] of Object.entries(overruled)) of(name).overruled += n;
  }
  return [...all.values()].sort((a, b) => b.held - a.held || (a.name < b.name ? -1 : 1));
}

/** The moderators, who decided most first. */
export function work(days: Day[]): Work[] {
  const all = new Map<string, Work>();
  for (const { decisions } of days) {
    for (const { moderator: { id, name }, action, count } of decisions) {
      const one = all.get(id) ?? { id, name, published: 0, taken: 0, spam: 0, undone: 0 };
      one.name = name; // days come oldest first: the latest name
      const kind = kindOf[action];
      if (kind) one[kind] += count;
      else if (action === "undo") one.undone += count;
      all.set(id, one);
    }
  }
  return [...all.values()].filter((one) => decided(one) + one.undone > 0).sort((a, b) => decided(b) - decided(a) || (a.name < b.name ? -1 : 1));
}

export const decided = (w: Record<Kind, number>) => kinds.reduce((sum, kind) => sum + w[kind], 0);

/** The share of what was held that was published all the same, 0 where nothing was held. A decision may come days after the check: never more than 1. */
export const share = ({ held, overruled }: { held: number; overruled: number }) => (held > 0 ? Math.min(1, overruled / held) : 0);
