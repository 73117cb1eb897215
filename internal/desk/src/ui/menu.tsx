import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon";

/** What a menu offers. */
export interface MenuItem { words: string; danger?: boolean; choose: () => void }

/** A button that opens a few others, at the end of a row. */
export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }): JSX.Element {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    box.current?.querySelector<HTMLElement>("li button")?.focus();
    const outside = (event: Event) => { if (!box.current?.contains(event.target as Node)) setOpen(false); };
    addEventListener("pointerdown", outside);
    addEventListener("focusin", outside);
    return () => { removeEventListener("pointerdown", outside); removeEventListener("focusin", outside); };
  }, [open]);
  const close = () => { setOpen(false); button.current?.focus(); };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape" && open) {
      event.stopPropagation();
      close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !open) return;
    event.preventDefault();
    const all = [...box.current?.querySelectorAll<HTMLElement>("li button") ?? []];
    all.at((all.indexOf(document.activeElement as HTMLElement) + step) % all.length)?.focus();
  };
  return (
    <div class="menu" ref={box} onKeyDown={keys}>
      <button ref={button} type="button" class="quiet" aria-label={label} aria-expanded={open} onClick={() => setOpen(!open)}><Icon name="dots" /></button>
      {open && <ul>{items.map(({ words, danger, choose }) => (
        <li key={words}><button type="button" class={danger ? "danger" : undefined} onClick={() => { close(); choose(); }}>{words}</button></li>
      ))}</ul>}
    </div>
  );
}
