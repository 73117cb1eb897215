// Shortcuts: one listener, which leaves letters to whoever writes.

import { shortcuts } from "./app";

/** What keys do, by event.key, with "Shift+" before it. A binding that returns false leaves the key to the browser. */
export type Bindings = Record<string, () => void | boolean>;

const layers: Bindings[] = [];

/** Binds keys until the returned function is called; what was bound last comes first. */
export function bind(keys: Bindings): () => void {
  layers.unshift(keys);
  return () => { layers.splice(layers.indexOf(keys), 1); };
}

/** Whether somebody writes there. */
function writing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)
    || target instanceof HTMLInputElement && !/^(checkbox|radio|button)$/.test(target.type));
}

let prefix = ""; // "g " for the second after it was pressed
let forget: ReturnType<typeof setTimeout> | undefined;

/** The name of what was pressed, as bindings have it, or "" for what is none of ours. */
export function pressed(event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">): string {
  if (event.ctrlKey || event.metaKey || event.altKey) return "";
  if (event.key === " ") return "";
  const letter = event.key.length === 1 && event.key.toLowerCase() !== event.key.toUpperCase();
  if (letter) return `${event.shiftKey ? "Shift+" : ""}${event.key.toLowerCase()}`;
  return event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key;
}

/** Listens from now on. */
export function listen(): void {
  addEventListener("keydown", (event) => {
    const key = pressed(event);
    if (event.defaultPrevented || event.isComposing || !key || document.querySelector("dialog[open]")) return;
    const single = key.replace("Shift+", "").length === 1;
    if (single && shortcuts.value === "off" || key !== "Escape" && writing(event.target)) return;
    if ((key === "Enter") && event.target instanceof HTMLElement && /^(A|BUTTON|SUMMARY)$/.test(event.target.tagName)) return;
    const name = prefix + key;
    prefix = key === "g" && !prefix ? "g " : "";
    clearTimeout(forget);
    if (prefix) forget = setTimeout(() => { prefix = ""; }, 1500);
    for (const layer of layers) {
      const act = layer[name];
      if (act && act() !== false) {
        event.preventDefault();
        return;
      }
    }
  });
}
