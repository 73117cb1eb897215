import type { Comment } from "../api";
import { h } from "../dom";
import type { KibitzComments } from "./comments";
import { icon } from "./icons";
import { button } from "./parts";
import { fetchPen, why } from "./pen";

/** The buttons to agree and disagree around one number. A vote shows at once, and is taken back in words where it failed. */
export function votes(d: KibitzComments, comment: Comment, failed: (words: string) => void): { el: HTMLElement; show(): void } {
  const both = d.settings.votes === "updown";
  const number = h("b");
  const up = button("", icon("up"), () => void vote(1), { "aria-label": d.t("agree"), title: d.t("agree") });
  const down = button("", icon("down"), () => void vote(-1), { "aria-label": d.t("disagree"), title: d.t("disagree") });
  const el = h("span", { class: "vo", role: "group" }, up, number, both && down);
  let sending = 0;

  const show = (): void => {
    const mine = d.voted[comment.id] ?? 0, counted = d.counted[comment.id] ?? 0;
    const more = (side: 1 | -1): number => Number(mine === side) - Number(counted === side);
    up.setAttribute("aria-pressed", String(mine === 1));
    down.setAttribute("aria-pressed", String(mine === -1));
    const n = comment.votes.up + more(1) - (both ? comment.votes.down + more(-1) : 0);
    number.textContent = d.words.number(n);
    el.setAttribute("aria-label", d.t("score", { n }));
  };

  async function vote(side: 1 | -1): Promise<void> {
    const before = d.voted[comment.id] ?? 0, now = before === side ? 0 : side, turn = ++sending;
    d.voted[comment.id] = now;
    show();
    try {
      await (await fetchPen()).send(d.api, "POST", `/v1/comments/${comment.id}/votes`, { page: d.page, vote: now });
      d.emit("voted", { id: comment.id, vote: now });
    } catch (error) {
      if (turn !== sending) return; // another click has overtaken it
      d.voted[comment.id] = before;
      show();
      const words = await why(error, d.words);
      failed(words);
      d.say(words);
    }
  }

  show();
  return { el, show };
}
