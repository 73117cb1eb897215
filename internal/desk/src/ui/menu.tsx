import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon";

/** What a menu offers. */
export interface MenuItem { words: string; danger?: boolean; choose: () => void }

/**
 * A button that opens a few others, at the end of a row. They are a popover:
 * above all else, so that no table cuts them off, and closed by Escape or a
 * click elsewhere.
 */
export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }): JSX.Element {
  const [open, setOpen] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const all = () => [...list.current?.querySelectorAll<HTMLElement>("button") ?? []];
  useLayoutEffect(() => {
    if (!open || !list.current || !button.current) return;
    place(list.current, button.current);
    all()[0]?.focus();
    const hide = () => list.current?.hidePopover(); // what is above does not scroll with its row
    addEventListener("scroll", hide, { capture: true, once: true });
    return () => removeEventListener("scroll", hide, { capture: true });
  }, [open]);
  const close = () => {
    list.current?.hidePopover();
    button.current?.focus();
  };
  const keys = (event: KeyboardEvent) => {
    const at = all().indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all().at(to % items.length)?.focus({ preventScroll: true });
    } else if (event.key === "Tab") {
      close(); // and the focus goes on from the button
    }
  };
  return (
    <div class="menu">
      <button ref={button} type="button" class="quiet" aria-label={label} aria-expanded={open} onClick={() => list.current?.togglePopover()}><Icon name="dots" /></button>
      <ul ref={list} popover="auto" onKeyDown={keys} onToggle={(event: Event) => setOpen((event as ToggleEvent).newState === "open")}>
        {open && items.map(({ words, danger, choose }) => (
          <li key={words}><button type="button" class={danger ? "danger" : undefined} onClick={() => { close(); choose(); }}>{words}</button></li>
        ))}
      </ul>
    </div>
  );
}

/** Puts the menu under its button, at the same end, or over it where there is no room below. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = getComputedStyle(menu).direction === "rtl" ? at.left : at.right - width;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${at.bottom + 4 + height <= innerHeight - 8 ? at.bottom + 4 : Math.max(8, at.top - height - 4)}px`;
}
