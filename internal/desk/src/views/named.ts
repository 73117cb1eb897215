// Words of the API in the moderator's language.

import type { Ban, Status } from "../types";
import { date, known, t, term } from "../words";

export const statusOf = (status: Status): string => term("status", status);

/** What a ban is of. */
export const kindOf = (kind: Ban["kind"]): string => t(`bans.kind.${kind}`);

/** What becomes of what the banned write. */
export const effectOf = (effect: Ban["effect"]): string => t(`bans.effect.${effect}`);

/** When a ban ends. */
export const until = (time: string | null): string => (time ? t("bans.until", { date: date(time) }) : t("bans.forever"));

/** What a setting is called; also what a change of a page is. */
export function settingName(key: string): string {
  const name = `setting.${key}`;
  return known(name) ? t(name) : term("audit.key", key);
}

/** What a check is called. */
export const checkName = (name: string): string => term("check", name);
