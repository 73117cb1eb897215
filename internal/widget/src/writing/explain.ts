import type { Problem } from "../api";
import type { Key, Words } from "../i18n";

// What the server refuses, in words for who wrote.
const reasons = new Map<string, Key>(Object.entries({
  body_empty: "noText", body_too_complex: "tooComplex",
  name_invalid: "nameInvalid", name_reserved: "nameTaken", email_invalid: "emailInvalid", url_invalid: "urlInvalid",
  parent_unknown: "parentGone", comment_unknown: "commentGone", edit_expired: "editExpired", page_closed: "closedNow", thread_locked: "closedNow",
  account_required: "logInAsk", phone_unverified: "verifyAsk", token_expired: "loginOver",
}));

/** The refusal in the reader's words, those of its code where there are some; undefined where the same is worth trying again. */
export function explain(error: unknown, words: Words): string | undefined {
  const { code = "", detail, retryAfter, status = 0 } = error as Partial<Problem>, key = reasons.get(code);
  if (code === "rate_limited") return words.t("tooFast", { n: retryAfter ?? 60 });
  return key ? words.t(key) : status >= 400 && status < 500 && detail ? words.t("refused", { detail }) : undefined;
}
