// The address after the #: #/SITE/VIEW?name=value. It is the only memory of where
// one is, so that back, reload and a sent link lead to the same place.

import { signal } from "@preact/signals";

/** Where one is. */
export interface Route { site: string; view: string; query: Record<string, string> }

/** Reads the part of an address from its #. */
export function parse(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [site = "", view = ""] = path.split("/").map(decoded);
  return { site, view, query: Object.fromEntries(new URLSearchParams(search)) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return ""; // no name of ours
  }
}

/** Writes it; values that are "" or undefined are left out. */
export function format(site: string, view: string, query: Record<string, string | undefined> = {}): string {
  const params = new URLSearchParams(Object.entries(query).filter((pair): pair is [string, string] => !!pair[1]));
  const search = params.toString();
  return `#/${encodeURIComponent(site)}/${encodeURIComponent(view)}${search && `?${search}`}`;
}

/** Where one is now. */
export const route = signal<Route>(parse(""));

/** Follows the address from now on. */
export function follow(): void {
  const read = () => { route.value = parse(location.hash); };
  addEventListener("hashchange", read);
  read();
}

/** Goes to a view of the site that one is on. With replace, back does not lead here. */
export function go(view: string, query: Record<string, string | undefined> = {}, { replace = false, site = route.value.site } = {}): void {
  const hash = format(site, view, query);
  if (hash === location.hash) return;
  history[replace ? "replaceState" : "pushState"](null, "", hash);
  route.value = parse(hash);
}
