// What the API answers, as far as the dashboard reads it. openapi.yaml is the contract.

export type Role = "reader" | "moderator" | "owner";

/** A site that one works on. */
export interface Site { site: string; role: Role }

/** Who is signed in. */
export interface Me { id: string; name: string; account: boolean; passkeys: number; recovery_codes: number; sites: Site[] }

export type Status = "pending" | "published" | "rejected" | "spam" | "deleted";

/** What is done with a comment. */
export type Deed = "publish" | "reject" | "spam" | "delete";

/** That, or taking the last one back. */
export type Action = Deed | "undo";

export interface Author { id: string; name: string; url: string; badge: string }

export interface Actor { id: string; name: string }

/** A comment as the queue lists it. Times are RFC 3339. */
export interface Queued {
  id: string;
  parent: string | null;
  author: Author;
  html: string;
  status: Status;
  created: string;
  edited: string | null;
  page: string;
  version: number;
  held: string | null;
  featured?: boolean;
  /** Of a root: its thread takes no replies of readers. */
  locked?: boolean;
  edited_by_staff?: boolean;
}

/** Answers in parts have the cursor of the next one, null at the end. */
export interface Queue { comments: Queued[]; next: string | null }

export interface Check { name: string; version: number; result: "pass" | "hold" | "spam" | "reject" | string; reason: string; matched: string[]; ms: number }

export interface Report { reason: string; note: string; time: string }

export interface History { first: string | null; published: number; withheld: number; more: boolean }

/** An entry of the audit log. */
export interface Decision {
  id: string;
  time: string;
  kind: string;
  moderator: Actor;
  action: string;
  comment?: string;
  page?: string;
  from?: Status;
  to?: Status;
  version?: number;
  changes?: { key: string; old: string; new: string }[];
  ban?: Ban;
  reason: string;
  note: string;
}

/** A comment with all that there is to judge it by. */
export interface Case {
  comment: Queued & { source: string; format: string; email: string; pinned: boolean; previous: Status | null };
  trace: Check[];
  reports: { count: number; reasons: Record<string, number>; list: Report[] };
  history: History;
  decisions: Decision[];
}

export interface Notice { comment: Queued; since: string; due: string; overdue: boolean }

export interface Claim { comment: string; moderator: Actor; until: string }

export interface Numbers { queues: Record<string, number>; oldest: string | null; claims?: Claim[] }

export type BanKind = "author" | "address" | "email" | "domain";

export interface Ban { id: string; kind: BanKind; value: string | null; effect: "reject" | "hold"; made?: string; until: string | null; reason: string; by: string }

export interface Result {
  id: string;
  status?: Status;
  version?: number;
  code?: string;
  detail?: string;
  now?: { status: Status; version: number; decision: Decision | null };
}
