// What a moderator's hands do in the queue: by key, by click and by touch alike.

import { signal } from "@preact/signals";
import { may, reasons, say } from "../app";
import type { Bindings } from "../keys";
import { go, route } from "../route";
import type { Deed } from "../types";
import { t } from "../words";
import type { Decisions } from "./decide";
import { pageName } from "./known";
import type { List, Row } from "./list";
import { narrow } from "./screen";
import { sensible } from "./sensible";

export class Hands {
  /** The deed whose reason is asked for. */
  readonly asking = signal<Deed | undefined>(undefined);
  readonly list: List;
  readonly decisions: Decisions;

  constructor(list: List, decisions: Decisions) {
    this.list = list;
    this.decisions = decisions;
  }

  /** Shows a comment in detail. */
  open = (id: string): void => {
    this.list.current.value = id;
    go("queue", { ...this.list.filter, id }, { replace: !narrow.peek() || !!route.peek().query.id });
  };

  /** Leads from a comment to the list. */
  back = (): void => go("queue", { ...this.list.filter });

  /** Decides on those that are selected, or on the current one; asks why where that is wanted. */
  act = (deed: Deed): void => {
    if (!may("moderator")) return;
    const rows = this.#targets().map((id) => this.list.find(id)).filter((row) => row !== undefined);
    const reported = this.list.filter.status === "reported";
    if (!rows.some((row) => sensible(deed, row.status, reported || !!row.due))) return;
    if (rows.some(({ due }) => due) || deed === "reject" && reasons.value === "on") this.asking.value = deed;
    else this.carryOut(deed);
  };

  /** Does what act has asked about. */
  carryOut = (deed: Deed, reason = ""): void => {
    this.asking.value = undefined;
    this.decisions.decide(this.list, this.#targets(), deed, reason);
  };

  undo = (): void => { if (may("moderator")) this.decisions.undo(); };

  /** Selects the comment n places on; at the end, more is loaded. */
  move(n: number): void {
    const before = this.list.current.peek();
    const select = () => { this.list.current.value = this.list.beside(n)?.id ?? before; };
    select();
    if (n > 0 && this.list.current.peek() === before) void this.list.extend().then(select);
  }

  /** Selects comments on the way, to be decided on together. */
  stretch(n: number): void {
    const mark = () => { if (this.list.current.peek()) this.list.mark(this.list.current.peek(), true); };
    mark();
    this.move(n);
    mark();
    say(t("marked", { n: this.list.marked.peek().size }));
  }

  get keys(): Bindings {
    const { list } = this;
    const step = (n: number) => {
      if (document.activeElement?.closest(".detail .scroll")) return false; // it scrolls
      this.move(n);
      return true;
    };
    const withRow = (use: (row: Row) => void) => () => {
      const row = list.find(list.current.peek());
      if (row) use(row);
    };
    return {
      j: () => this.move(1), k: () => this.move(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1),
      "Shift+j": () => this.stretch(1), "Shift+k": () => this.stretch(-1), "Shift+ArrowDown": () => this.stretch(1), "Shift+ArrowUp": () => this.stretch(-1),
      Enter: withRow(({ id }) => {
        this.open(id);
        document.querySelector<HTMLElement>(".detail .scroll")?.focus();
      }),
      p: () => this.act("publish"), r: () => this.act("reject"), s: () => this.act("spam"), d: () => this.act("delete"), u: this.undo,
      x: withRow(({ id }) => { if (may("moderator")) list.mark(id); }),
      a: withRow(({ author }) => go("queue", { status: "any", author: author.id })),
      o: withRow(({ page }) => {
        const { url } = pageName(list.site, page);
        if (url) window.open(url, "_blank", "noopener,noreferrer");
      }),
      "/": () => document.getElementById("search")?.focus(),
      Escape: () => {
        if (list.marked.peek().size > 0) list.markAll(false);
        else if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body) document.activeElement.blur();
        else return false;
        return true;
      },
    };
  }

  #targets(): string[] {
    const { marked, current } = this.list;
    return marked.peek().size > 0 ? [...marked.peek()] : current.peek() ? [current.peek()] : [];
  }
}
