// The way to kibitz-write.js.

import { learn as learnWords } from "../i18n";
import { script } from "../page";
import { learn as learnDrawings } from "./icons";
import { tools } from "./tools";

/** What kibitz-write.js exports. */
export type Pen = typeof import("../write");

let pen: Promise<Pen> | undefined;
let tries = 0;

/** Loads what it takes to write, once; when that fails, it may be tried again. */
export function fetchPen(): Promise<Pen> {
  return pen ??= load().catch((error: unknown) => {
    pen = undefined;
    throw error;
  });
}

async function load(): Promise<Pen> {
  // The address holds the file's own hash, wherever this script was loaded from: it never changes. The
  // fragment is for browsers that never ask again for a module that failed.
  const url = script.replace(/([0-9a-f]{12}\/)?[^/]*$/, `${WRITING.path}#${++tries}`);
  await assured(url);
  const pen = await import(url) as Pen;
  pen.take(tools);
  learnWords(pen.words);
  learnDrawings(pen.drawings);
  return pen;
}

/**
 * Resolves when the document has the module and its hash is the one that the
 * build knows. The import that follows takes this very module: a file that was
 * tampered with never runs.
 */
function assured(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    Object.assign(link, {
      rel: "modulepreload", integrity: WRITING.integrity, crossOrigin: "anonymous", href: url,
      onload: () => resolve(), onerror: () => reject({ code: "script_refused", detail: "kibitz-write.js is not there, or not what was built." }),
    });
    document.head.append(link);
    setTimeout(() => link.remove());
  });
}
