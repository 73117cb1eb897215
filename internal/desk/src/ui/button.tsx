import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon";

interface ButtonProps {
  children: ComponentChildren;
  /** The one filled button of a place, what takes something away, or a button without an edge. */
  kind?: "primary" | "danger" | "plain" | undefined;
  icon?: IconName | undefined;
  /** The key that does the same. */
  shortcut?: string | undefined;
  /** While it works: it keeps its place, and a second press does nothing. */
  busy?: boolean | undefined;
  type?: "button" | "submit" | undefined;
  large?: boolean | undefined;
  pressed?: boolean | undefined;
  onClick?: ((event: MouseEvent) => void) | undefined;
}

/** A button. It is never disabled: who presses it is told what is missing. */
export function Button({ children, kind, icon, shortcut, busy, type = "button", large, pressed, onClick }: ButtonProps): JSX.Element {
  const classes = ["button", kind, large && "large"].filter(Boolean).join(" ");
  const press = (event: MouseEvent) => {
    if (!busy) onClick?.(event);
    else event.preventDefault();
  };
  return (
    <button type={type} class={classes} aria-busy={busy} aria-pressed={pressed} aria-keyshortcuts={shortcut} onClick={press}>
      {icon && <Icon name={icon} />}<span>{children}</span>{shortcut && <kbd aria-hidden="true">{shortcut}</kbd>}
    </button>
  );
}
