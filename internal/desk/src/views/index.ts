// The views behind the queue, in the order of the navigation.

import type { JSX } from "preact";
import type { Role, Site } from "../types";
import type { Key } from "../words";
import { Audit } from "./audit";
import { Authors } from "./authors";
import { Pages } from "./pages";
import { People } from "./people";
import { Rules } from "./rules";
import { Settings } from "./settings";
import { Stats } from "./stats";

/** A section of the dashboard. */
export interface View {
  /** In the address: #/SITE/name. */
  name: string;
  words: Key;
  /** The letter that leads here after g. */
  letter: string;
  /** The smallest role that sees it. */
  role: Role;
  /** The number beside its name. */
  count?: () => number | undefined;
  show: (props: { site: Site }) => JSX.Element;
}

export const views: readonly View[] = [
  { name: "pages", words: "nav.pages", letter: "p", role: "reader", show: Pages },
  { name: "rules", words: "nav.rules", letter: "r", role: "reader", show: Rules },
  { name: "authors", words: "nav.authors", letter: "t", role: "reader", show: Authors },
  { name: "stats", words: "nav.stats", letter: "s", role: "reader", show: Stats },
  { name: "audit", words: "nav.audit", letter: "l", role: "reader", show: Audit },
  { name: "settings", words: "nav.settings", letter: "c", role: "reader", show: Settings },
  { name: "people", words: "nav.people", letter: "m", role: "owner", show: People },
];
