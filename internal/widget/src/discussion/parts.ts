// Small things that the discussion is made of.

import { h } from "../dom";
import { type Icon, icon } from "./icons";

type Content = Node | string | null | undefined | false;

/** A button that submits nothing. */
export function button(look: string, content: Content | Content[], onclick: (e: Event) => void, more: object = {}): HTMLButtonElement {
  return h("button", { type: "button", class: look, onclick, ...more }, ...[content].flat());
}

/** A band that says how things are, and what can be done about it. */
export function note(look: "" | "g" | "a" | "e", drawing: Icon, text: string, action?: Content): HTMLElement {
  return h("div", { class: `no ${look}` }, icon(drawing), h("p", {}, text), action);
}

/** What was wrong, in words. */
export const wrong = (text: string): HTMLElement => h("p", { class: "er" }, icon("warn"), h("span", {}, text));
