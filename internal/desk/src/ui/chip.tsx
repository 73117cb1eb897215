import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon";

/** A word or two on a state: held (amber), wrong (red), overdue (filled red), due (outlined red), done (green), someone (outlined grey), or grey. */
export type ChipKind = "held" | "wrong" | "overdue" | "due" | "done" | "someone";

export function Chip({ kind, icon, children }: { kind?: ChipKind | undefined; icon?: IconName | undefined; children: ComponentChildren }): JSX.Element {
  return <span class={kind ? `chip ${kind}` : "chip"}>{icon && <Icon name={icon} />}{children}</span>;
}
