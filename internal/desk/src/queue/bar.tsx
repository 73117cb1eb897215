// What is done with the comment in the detail, always at the bottom of it.

import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { bind } from "../keys";
import type { Deed } from "../types";
import { Button, type IconName } from "../ui";
import { t } from "../words";
import type { Hands } from "./hands";
import { rejections } from "./reasons";
import { deeds } from "./rows";
import { sensible } from "./sensible";

const icons: Record<Deed, IconName> = { publish: "check", reject: "cross", spam: "stop", delete: "bin" };

export function Bar({ hands: { list, act, undo } }: { hands: Hands }): JSX.Element {
  const rows = list.rows.value;
  const at = rows.findIndex(({ id }) => id === list.current.value);
  const row = rows[at];
  const reported = list.filter.status === "reported" || !!row?.due;
  return (
    <div class="bar" role="group" aria-label={t("bar")}>
      {deeds.filter(([action]) => !row || sensible(action, row.status, reported)).map(([action, key]) => (
        <Button key={action} kind={action === "publish" ? "primary" : action === "delete" ? "danger" : undefined} icon={icons[action]} shortcut={key} onClick={() => act(action)}>
          {t(action === "publish" && row?.status === "published" ? "do.keep" : `do.${action}`)}
        </Button>
      ))}
      <span class="undo"><Button kind="plain" shortcut="u" onClick={undo}>{t("undo")}</Button></span>
      {at >= 0 && <span class="position" aria-hidden="true"><kbd>k</kbd><kbd>j</kbd><span>{at + 1} / {rows.length}{list.more.value ? "+" : ""}</span></span>}
    </div>
  );
}

/** Why? One of a few words, by its number, or none. */
export function Why({ action, choose, cancel }: { action: Deed; choose: (reason: string) => void; cancel: () => void }): JSX.Element {
  const words = rejections.map((key) => t(key));
  useEffect(() => bind({
    ...Object.fromEntries(words.map((one, i) => [String(i + 1), () => choose(one)])),
    Enter: () => choose(""),
    Escape: cancel,
  }), [action]);
  return (
    <div class="why-bar" role="group" aria-label={t("why")}>
      <b>{t("why")}</b>
      {words.map((one, i) => <Button key={one} shortcut={String(i + 1)} onClick={() => choose(one)}>{one}</Button>)}
      <Button kind="plain" shortcut="Enter" onClick={() => choose("")}>{t("why.none")}</Button>
    </div>
  );
}
