// What was checked, in order, and what each check found.

import type { JSX } from "preact";
import type { Check } from "../types";
import { Icon, type IconName } from "../ui";
import { number, t, term } from "../words";
import { reasonWords } from "./reasons";

const signs: Record<string, { icon: IconName; kind: string }> = {
  pass: { icon: "check", kind: "pass" }, hold: { icon: "warn", kind: "held" }, junk: { icon: "warn", kind: "held" }, deny: { icon: "stop", kind: "denied" },
};

export function Trace({ checks }: { checks: readonly Check[] }): JSX.Element {
  if (checks.length === 0) return <p class="muted">{t("trace.none")}</p>;
  return (
    <ol class="trace">
      {checks.map(({ name, version, result, reason, matched, ms }) => {
        const { icon, kind } = signs[result] ?? { icon: "dash", kind: "pass" } as const;
        return (
          <li key={`${name} ${version}`} class={kind}>
            <Icon name={icon} />
            <b>{term("check", name)}{kind === "pass" && !reason && <span class="hidden">: {term("result", result)}</span>}</b>
            <span class="why">
              {(kind !== "pass" || reason) && <span class={kind === "pass" ? undefined : "verdict"}>{term("result", result)}</span>}
              {reason && <>: {reasonWords(reason)}</>}
              {matched.map((word, i) => <span key={word}>{i ? " " : ": "}<mark dir="auto">{word}</mark></span>)}
            </span>
            <span class="ms">{t("trace.ms", { n: number(ms, { maximumFractionDigits: 1, minimumFractionDigits: 1 }) })}</span>
          </li>
        );
      })}
    </ol>
  );
}
