// What outlives the view: decisions on their way, and those that can be taken back.

import { api, online } from "../api";
import { toast } from "../app";
import type { Result } from "../types";
import { wordsOf } from "../ui";
import { t } from "../words";
import { conflictWords, Decisions } from "./decide";
import { browserShelf, Outbox, type Letter } from "./outbox";

interface Office { who: string; outbox: Outbox; decisions: Decisions }

let open: Office | undefined;

async function send({ site, ids, versions, action, reason }: Letter): Promise<Result[]> {
  const { results } = await api.post<{ results: Result[] }>("actions", { site, ids, versions, action, reason });
  return results;
}

/** The office of a moderator, which opens with what was left to be sent. */
export function officeOf(who: string): Office {
  if (open?.who === who) return open;
  const outbox = new Outbox(send, browserShelf(`kibitz.outbox.${who}`));
  open = { who, outbox, decisions: new Decisions(outbox) };
  addEventListener("online", () => outbox.wake());
  online.subscribe((there) => { if (there) outbox.wake(); });
  outbox.resume((letter, results) => {
    results.then((all) => {
      const lost = all.find(({ code }) => code);
      if (lost) toast(lost.now ? `${conflictWords(lost.now)} ${t("conflict.lost")}` : lost.detail ?? "", { wrong: true });
      else toast(t("sent.late", { n: letter.ids.length }));
    }, (cause: unknown) => toast(wordsOf(cause), { wrong: true }));
  });
  return open;
}
