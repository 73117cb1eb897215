// How each setting is shown: in which group, and by what kind of field. What a
// setting means is in the words, by its key; one that is not here is shown as
// text, under "other", with what the server says of it.

/** How a value is chosen or written. */
export type Field =
  | { kind: "choice"; values: string[] }
  | { kind: "switch" } // on, off
  | { kind: "number"; low: number; high: number }
  | { kind: "time"; unit: "minutes" | "hours"; low: number; high: number }
  | { kind: "list" } // separated by commas; a line each on the screen
  | { kind: "text" };

/** Settings under one heading, in their order. */
export interface Group {
  name: "arriving" | "checks" | "discussion" | "site" | "limits" | "counting"; // of the heading in the words
  keys: string[];
}

const on: Field = { kind: "switch" };
const list: Field = { kind: "list" };
const number = (low: number, high: number): Field => ({ kind: "number", low, high });

const fields: Record<string, Field> = {
  name: { kind: "text" },
  origins: list,
  evidence: number(0, 3650),
  mode: { kind: "choice", values: ["publish", "first", "all"] },
  "hold-first": number(1, 20),
  accounts: { kind: "choice", values: ["off", "optional", "required", "verified"] },
  reserved: list,
  signs: on,
  classifier: on,
  links: number(0, 100),
  "trusted-hosts": list,
  "blocked-hosts": list,
  scripts: list,
  duplicates: on,
  burst: number(0, 1000),
  trust: number(0, 50),
  votes: { kind: "choice", values: ["updown", "up", "off"] },
  reactions: list,
  email: on,
  url: on,
  "edit-window": { kind: "time", unit: "minutes", low: 0, high: 1440 },
  "close-after": number(0, 3650),
  "per-fetch": number(5, 100),
  "half-life": { kind: "time", unit: "hours", low: 1, high: 24 },
  "view-window": { kind: "time", unit: "minutes", low: 1, high: 720 },
  "view-shards": number(1, 16),
  limits: on,
  form: on,
  "form-time": on,
  "per-author": number(1, 1000),
  "per-address": number(1, 100_000),
  "voters-per-address": number(1, 100_000),
  "pages-per-address": number(1, 1_000_000),
  "pages-per-site": number(1, 10_000_000),
};

export const groups: Group[] = [
  { name: "arriving", keys: ["mode", "hold-first", "accounts"] },
  { name: "checks", keys: ["signs", "classifier", "links", "trusted-hosts", "blocked-hosts", "scripts", "duplicates", "burst", "trust", "reserved"] },
  { name: "discussion", keys: ["votes", "reactions", "edit-window", "close-after", "per-fetch", "email", "url"] },
  { name: "site", keys: ["name", "origins", "evidence"] },
  { name: "limits", keys: ["limits", "form", "form-time", "per-author", "per-address", "voters-per-address", "pages-per-address", "pages-per-site"] },
  { name: "counting", keys: ["half-life", "view-window", "view-shards"] },
];

/** Settings that have a say in which comments are held: these can be tried on what was written. */
export const tried: readonly string[] = ["mode", "hold-first", "signs", "links", "trusted-hosts", "blocked-hosts", "scripts", "trust"];

export const fieldOf = (key: string): Field => fields[key] ?? { kind: "text" };

const units = { minutes: 60, hours: 3600 };

/** A duration as the server writes it (15m0s) in seconds, NaN for none. */
function seconds(value: string): number {
  const parts = /^(?:([\d.]+)h)?(?:([\d.]+)m)?(?:([\d.]+)s)?$/.exec(value);
  return parts && value ? Number(parts[1] ?? 0) * 3600 + Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0) : NaN;
}

/** A value of the server as it stands in its field. */
export function shown(field: Field, value: string): string {
  switch (field.kind) {
    case "time":
      return String(Math.round((seconds(value) / units[field.unit]) * 100) / 100);
    case "list":
      return value.split(",").filter(Boolean).join("\n");
    default:
      return value;
  }
}

/** What stands in a field as a value for the server. */
export function written(field: Field, text: string): string {
  switch (field.kind) {
    case "time":
      return text.trim() && `${Math.round(Number(text.replace(",", ".")) * units[field.unit])}s`; // no time is not the time 0
    case "list":
      return text.split(/[\n,]/).map((line) => line.trim()).filter(Boolean).join(",");
    default:
      return text.trim();
  }
}

/** Whether two values of the server mean the same. */
export const same = (field: Field, a: string, b: string) => a === b || (field.kind === "time" && seconds(a) === seconds(b));
