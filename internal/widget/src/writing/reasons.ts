import type { Key, Words } from "../i18n";
import * as tools from "./tools";

// What the server refuses, in words for who wrote.
const reasons = new Map<string, Key>(Object.entries({
  body_empty: "noText", body_too_complex: "tooComplex",
  name_invalid: "nameInvalid", name_reserved: "nameTaken", email_invalid: "emailInvalid", url_invalid: "urlInvalid",
  parent_unknown: "parentGone", comment_unknown: "commentGone", edit_expired: "editExpired", page_closed: "closedNow",
}));

/** The refusal in the words of who wrote; undefined where the same is worth trying again. */
export const explain = (error: unknown, words: Words): string | undefined => tools.explain(error, words, reasons);
