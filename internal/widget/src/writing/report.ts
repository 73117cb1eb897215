import type { Comment } from "../api";
import type { KibitzComments } from "../discussion/comments";
import type { Key } from "../i18n";
import { explain } from "./explain";
import { send as sendTo } from "./send";
import { button, h, wrong } from "./tools";

// The API's reasons, and their words.
const reasons: [string, Key][] = [
  ["abuse", "abuse"], ["spam", "spam"], ["false", "falsehood"], ["illegal", "illegal"], ["other", "other"],
];

/** The form to report a comment; done tells whether it was sent. */
export function report(d: KibitzComments, comment: Comment, done: (sent?: boolean) => void): HTMLElement {
  const id = `r${comment.id}`, said = h("div"), text = h("input", { id, maxlength: 500 });
  const radios = reasons.map(([value]) => h("input", { type: "radio", name: id, value, required: true }));
  const form: HTMLFormElement = h("form", {
    class: "rp", novalidate: true, "aria-label": d.t("report"),
    onkeydown: (e: KeyboardEvent) => { if (e.key === "Escape") done(); },
    onsubmit: (e: Event) => { e.preventDefault(); void send(); },
  },
  h("fieldset", {}, h("legend", {}, d.t("reportAsk")), ...radios.map((radio, i) => h("label", {}, radio, d.t(reasons[i]![1])))),
  h("div", { class: "fd" }, h("label", { for: id }, d.t("note"), h("span", { class: "m" }, ` ${d.t("optional")}`)), text),
  said,
  h("div", { class: "sd" }, h("div", {}, button("b x", d.t("cancel"), () => done()), h("button", { class: "b p" }, d.t("sendReport")))));

  let sending = false;
  async function send(): Promise<void> {
    const reason = radios.find((radio) => radio.checked)?.value;
    if (sending) return;
    if (!reason) return radios[0]!.focus();
    sending = true;
    try {
      await sendTo(d.api, "POST", `/v1/comments/${comment.id}/reports`, { page: d.page, reason, note: text.value || undefined });
      d.emit("reported", { id: comment.id, reason });
      done(true);
    } catch (error) {
      const words = explain(error, d.words) ?? d.t("notDone");
      said.replaceChildren(wrong(words));
      d.say(words);
    } finally {
      sending = false;
    }
  }
  return form;
}
