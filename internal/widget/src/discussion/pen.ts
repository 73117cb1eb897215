// The way to kibitz-write.js.

import { type Words, learn as learnWords } from "../i18n";
import { script } from "../page";
import { learn as learnDrawings } from "./icons";
import { tools } from "./tools";

/** What kibitz-write.js exports. */
export type Pen = typeof import("../write");

/** What it does with a comment. */
export type Act = "reply" | "edit" | "remove" | "menu";

/** What the writer alone sees of a comment, and what keeps it true. */
export interface Own { badges: Node[]; remarks: Node[]; choices: Node[]; tick(): void }

let pen: Promise<Pen> | undefined;
let tries = 0;

/** Loads kibitz-write.js, once; when that fails, it may be tried again. */
export function fetchPen(): Promise<Pen> {
  return pen ??= load().catch(() => {
    pen = undefined;
    throw { code: "script_refused", detail: "kibitz-write.js is not there, or not what was built." };
  });
}

/** Why it was refused, in the reader's words; those that always fit where the server gave no reason, or all is cut off. */
export async function why(error: unknown, words: Words): Promise<string> {
  return (await pen?.catch(() => undefined))?.explain(error, words) ?? words.t("notDone");
}

async function load(): Promise<Pen> {
  // The address holds the file's own hash, wherever this script was loaded from: it never changes.
  const url = script.replace(/([0-9a-f]{12}\/)?[^/]*$/, WRITING.path), { integrity } = WRITING;
  // What was refused is still in the browser's cache, and its failure in the list of modules, under this address.
  if (tries++) await fetch(url, { integrity, credentials: "omit", cache: "reload" });
  const module = `${url}#${tries}`;
  await assured(module, integrity);
  const pen = await import(module) as Pen;
  pen.take(tools);
  learnWords(pen.words);
  learnDrawings(pen.drawings);
  return pen;
}

/**
 * Resolves when the document has the module, and it has this hash. The import
 * that follows takes this very module: a file that was tampered with never runs.
 */
function assured(href: string, integrity: string): Promise<unknown> {
  const link = document.createElement("link");
  return new Promise((onload, onerror) => {
    document.head.append(Object.assign(link, { rel: "modulepreload", crossOrigin: "anonymous", integrity, href, onload, onerror }));
  }).finally(() => link.remove());
}
