import { Problem } from "../api";
import type { Key, Words } from "../i18n";

/** The refusal in the reader's words, those of its code where there are some; undefined where the same is worth trying again. */
export function explain(error: unknown, words: Words, reasons?: Map<string, Key>): string | undefined {
  if (!(error instanceof Problem)) return undefined;
  const { code, detail, retryAfter, status } = error, key = reasons?.get(code);
  if (code === "rate_limited") return words.t("tooFast", { n: retryAfter ?? 60 });
  return key ? words.t(key) : status >= 400 && status < 500 && detail ? words.t("refused", { detail }) : undefined;
}
