// What the API answers about all that is not a comment. openapi.yaml is the contract.

import type { Role } from "../types";

export interface Page {
  page: string;
  title: string;
  url: string;
  known: boolean;
  since: string | null;
  comments: number;
  views: number;
  visitors: number;
  closed: boolean;
  closing: "closed" | "open" | null;
  premoderated: boolean;
  alias: string | null;
  pinned: boolean;
  hidden: boolean;
}

export interface Setting { key: string; value: string; help: string }

export interface Settings { site: string; version: number; settings: Setting[] }

/** A site's lists of words. */
export interface WordLists { site: string; version: number; text: string; entries: number }

export interface Match { rule: string; entry: string; start: number; end: number } // in bytes

export interface Person { id: string; name: string; role: Role; since: string; passkeys: number; last: string | null }

/** A link that makes whoever opens it first a moderator. */
export interface Invitation { person: Person; link: string; expires: string }

export interface Key { id: string; name: string; role: Role; created: string; expires: string | null; used: string | null }

export interface Passkey { id: string; name: string; created: string; used: string | null }

export interface Session { id: string; created: string; used: string; current: boolean; agent: string }
