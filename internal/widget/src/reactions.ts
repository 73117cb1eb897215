// <kibitz-reactions>: what readers think of a page, one reaction each.

import { countsOf } from "./counts";
import { fetchPen, why } from "./discussion/pen";
import { h, icon } from "./dom";
import { KibitzElement } from "./element";
import type { Key } from "./i18n";
import { address } from "./page";
import css from "./reactions.css";
import tokens from "./tokens.css";

const face = "M3 10a7 7 0 0 1 14 0a7 7 0 0 1-14 0M7.5 8.3h.2M12.3 8.3h.2";

// The reactions that there are words and drawings for; a site names others in the attribute labels.
const known = new Map(Object.entries<[Key, string]>({
  useful: ["useful", "M3.5 9h3v7h-3zM6.5 9.5 10 3.6c1.3 0 2 .9 1.8 2.2L11.3 8.5h4c1 0 1.6.8 1.3 1.8l-1.3 4.6c-.2.7-.8 1.1-1.5 1.1H6.5"],
  love: ["love", "M10 16S3.5 12.2 3.5 7.8A3.3 3.3 0 0 1 10 6.6a3.3 3.3 0 0 1 6.5 1.2C16.5 12.2 10 16 10 16z"],
  surprised: ["surprised", face + "M8.4 13a1.6 2 0 0 1 3.2 0a1.6 2 0 0 1-3.2 0"],
  worried: ["worried", face + "M7 14c.8-1.4 1.8-2 3-2s2.2.6 3 2"],
}));

/** Buttons that a reader presses, at most one at a time. */
export class KibitzReactions extends KibitzElement {
  private numbers: Record<string, number> = {};
  private mine: string | null = null;
  private buttons = new Map<string, [button: HTMLElement, number: HTMLElement]>();
  private note!: HTMLElement;

  protected async start(): Promise<void> {
    const { signal, api, page } = this;
    const root = this.shadow(tokens, css);
    if (!root.firstChild) root.append(h("div", { class: "r" })); // keeps the place
    const [count, mine] = await Promise.all([
      countsOf(api, page),
      api.votes(page).catch(() => ({ reaction: null })), // what others think is worth showing without
      this.wording,
    ]);
    if (signal.aborted) return;
    const own = mine.reaction ?? "", number = count.reactions[own];
    this.numbers = count.reactions;
    this.mine = number == null ? null : own; // the site may have taken it away
    if (this.mine) this.numbers[own] = number || 1; // caches may not know of it yet
    this.draw(root);
    this.emit("loaded");
  }

  private draw(root: ShadowRoot): void {
    const { words } = this;
    const own = new Map((this.getAttribute("labels") ?? "").split(",").map((pair) => pair.split(":") as [string, string]));
    this.buttons.clear();
    const names = Object.keys(this.numbers);
    this.toggleAttribute("empty", !names.length);
    if (!names.length) return root.replaceChildren();
    this.note = h("p", { class: "e", role: "status" });
    root.replaceChildren(h("div", { class: "r", role: "group", "aria-labelledby": "q", part: "reactions", lang: words.lang, dir: words.dir },
      h("p", { class: "q", id: "q", part: "question" }, words.t("reactionsAsk")),
      ...names.map((name) => {
        const [key, path] = known.get(name) ?? [];
        const number = h("b");
        const button = h("button", { type: "button", part: "reaction", onclick: () => this.press(name) },
          path && icon(path), h("span", {}, own.get(name) ?? (key ? words.t(key) : name)), " ", number);
        this.buttons.set(name, [button, number]);
        return button;
      }), this.note));
    this.update();
  }

  private update(): void {
    for (const [name, [button, number]] of this.buttons) {
      button.ariaPressed = String(name === this.mine);
      number.textContent = this.words.number(this.numbers[name]!);
    }
  }

  /** Shows the choice at once, and takes it back when the server did not take it. */
  private async press(name: string): Promise<void> {
    const { signal, words } = this;
    const before = this.mine;
    const reaction = name === before ? null : name;
    this.choose(reaction);
    this.note.textContent = "";
    try {
      await (await fetchPen()).send(this.api, "POST", "/v1/reactions", { page: this.page, url: address(), title: document.title, reaction });
      if (!signal.aborted) this.emit("reacted", { page: this.page, reaction });
    } catch (error) {
      if (signal.aborted || this.mine !== reaction) return; // gone, or chosen anew meanwhile
      this.choose(before);
      this.fail(error);
      this.note.textContent = await why(error, words);
    }
  }

  private choose(name: string | null): void {
    if (this.mine) this.numbers[this.mine]!--;
    if (name) this.numbers[name] = (this.numbers[name] ?? 0) + 1;
    this.mine = name;
    this.update();
  }
}
