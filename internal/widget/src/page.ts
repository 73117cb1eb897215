// Where we are: which page this is, and where the script came from.

/** Returns the document's canonical address, without what may follow it by chance. */
export function address(): string {
  return document.querySelector<HTMLLinkElement>("link[rel=canonical]")?.href || location.origin + location.pathname;
}

/**
 * Returns the page's id when an element names none: path and query of the
 * canonical link, which the publisher wrote, else the path. Never the query of
 * the reader's address.
 */
export function here(): string {
  const { pathname, search } = new URL(address());
  return pathname + search;
}

/**
 * The script's address, which the origin of the API and the languages' are
 * taken from. A module does not know its own element, so that it is looked up.
 */
export const script: string =
  (document.currentScript as HTMLScriptElement | null)?.src ||
  document.querySelector<HTMLScriptElement>("script[src*='/kibitz']")?.src ||
  location.href;
