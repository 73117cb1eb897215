import type { CommentView } from "../discussion/comment";
import type { KibitzComments } from "../discussion/comments";
import { report } from "./actions";
import { arrows } from "./arrows";
import { button, h, icon } from "./tools";

/** Opens the menu of the rare actions below its button. */
export function menu(d: KibitzComments, view: CommentView, opener: HTMLElement): void {
  const opened = new AbortController();
  const item = (drawing: "link" | "flag", words: string, act: () => void): HTMLButtonElement =>
    button("", [icon(drawing), words], act, { role: "menuitem", tabindex: -1 });
  const items = [
    item("link", d.t("copyLink"), () => void copy()),
    item("flag", d.t("report"), () => { close(); report(d, view, opener); }),
  ];
  const list = h("div", { class: "me", role: "menu", "aria-label": d.t("more"), onkeydown: (e: KeyboardEvent) => {
    if (e.key === "Escape" || e.key === "Tab") close();
    arrows(e, items);
  } }, ...items);

  function close(): void {
    opened.abort();
    list.remove();
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
    view.shut = undefined;
  }

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(view.link);
      items[0]!.replaceChildren(icon("check"), d.t("copied")); // where the reader looks
      d.say(d.t("copied"));
    } catch {
      close();
      location.href = view.link; // a page without leave for the clipboard: the address bar has it now
    }
  }

  view.shut = close;
  opener.after(list);
  opener.setAttribute("aria-expanded", "true");
  items[0]!.focus();
  addEventListener("pointerdown", (e) => { if (!e.composedPath().some((at) => at === list || at === opener)) close(); }, { signal: AbortSignal.any([opened.signal, d.signal]) });
}
