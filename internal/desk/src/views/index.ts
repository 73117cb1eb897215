// The views behind the queue, in the order of the navigation.

import type { JSX } from "preact";
import type { Role, Site } from "../types";
import type { Key } from "../words";

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

export const views: readonly View[] = [];
