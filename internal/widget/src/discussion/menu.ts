import { h } from "../dom";
import type { CommentView } from "./comment";
import type { KibitzComments } from "./comments";
import { icon } from "./icons";
import { arrows, button } from "./parts";

/** The button to the rare actions, and their menu. */
export function menu(d: KibitzComments, view: CommentView, report: () => void): HTMLElement {
  const opener = button("dt", icon("dots"), () => (list.isConnected ? close() : open()),
    { "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": d.t("more") });
  const item = (drawing: "link" | "flag", words: string, act: () => void): HTMLButtonElement =>
    button("", [icon(drawing), words], () => { close(); act(); }, { role: "menuitem", tabindex: -1 });
  const items = [
    item("link", d.t("copyLink"), () => void copy()),
    item("flag", d.t("report"), report),
  ];
  const list = h("div", { class: "me", role: "menu", "aria-label": d.t("more"), onkeydown: (e: KeyboardEvent) => {
    if (e.key === "Escape" || e.key === "Tab") close();
    arrows(e, items);
  } }, ...items);

  let opened: AbortController;
  function open(): void {
    opened = new AbortController();
    opener.after(list);
    opener.setAttribute("aria-expanded", "true");
    items[0]!.focus();
    addEventListener("pointerdown", (e) => { if (!e.composedPath().some((at) => at === list || at === opener)) close(); }, { signal: AbortSignal.any([opened.signal, d.signal]) });
  }

  function close(): void {
    opened.abort();
    list.remove();
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  }

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(view.link);
      d.say(d.t("copied"));
    } catch {
      location.href = view.link; // a page without leave for the clipboard: the address bar has it now
    }
  }
  return opener;
}
