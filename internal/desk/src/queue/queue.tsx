// The queue: a list, one comment of it in detail, and its author.

import { signal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { online } from "../api";
import { may, me, reasons, say } from "../app";
import { bind } from "../keys";
import { go, route } from "../route";
import type { Deed, Site } from "../types";
import { t } from "../words";
import { AuthorPanel } from "./author";
import { Bar, Why } from "./bar";
import { Detail } from "./detail";
import { caseOf, learn, pageName } from "./known";
import { filterOf, List } from "./list";
import { claim, numbers, watch } from "./live";
import { officeOf } from "./office";
import { Rows } from "./rows";
import { sensible } from "./sensible";

/** A signal that follows a condition on the window. */
function media(query: string) {
  const list = matchMedia(query);
  const now = signal(list.matches);
  list.addEventListener("change", () => { now.value = list.matches; });
  return now;
}

const narrow = media("(max-width: 760px)"), middle = media("(max-width: 1180px)");

export function Queue({ site }: { site: Site }): JSX.Element {
  const question = JSON.stringify(filterOf(route.value.query));
  const list = useMemo(() => new List(site.site, JSON.parse(question)), [site.site, question]);
  const office = officeOf(me.value?.id ?? "");
  return <Desk key={question} list={list} office={office} />;
}

function Desk({ list, office }: { list: List; office: ReturnType<typeof officeOf> }): JSX.Element {
  const { decisions, outbox } = office;
  const { site } = list;
  const [asking, setAsking] = useState<Deed>();
  const query = { ...list.filter };
  const wanted = route.value.query.id ?? "";
  const current = list.current.value;
  const moved = useRef(false);

  const select = (id: string) => { if (id) list.current.value = id; };
  const open = (id: string) => {
    list.current.value = id;
    go("queue", { ...query, id }, { replace: !narrow.value || !!wanted });
  };
  const back = () => go("queue", query);

  useEffect(() => {
    void list.open();
    return watch(site);
  }, [list]);
  const before = useRef<number | undefined>(undefined);
  const turns = useRef(0);
  useSignalEffect(() => { // what is new comes to the end of the list, where it moves nothing
    if (!numbers.value) return;
    const count = numbers.value.queues[list.filter.status];
    const due = count === undefined ? ++turns.current % 4 === 0 : before.current !== undefined && count > before.current;
    before.current = count;
    if (due) void list.refresh().then((n) => { if (n > 0) say(t("new", { n })); });
  });
  // The address leads the selection, unless it only follows it.
  const own = useRef("");
  useEffect(() => {
    const { id } = route.peek().query;
    if (id && id !== own.current) list.current.value = id;
  }, [wanted]);
  // A comment that the address names need not be in the list.
  useSignalEffect(() => {
    const id = list.current.value;
    if (!id || list.loading.value || list.rows.value.some((row) => row.id === id)) return;
    const { value } = caseOf(site, id).value;
    if (value) list.bring(value.comment);
  });
  useSignalEffect(() => {
    const rows = list.rows.value;
    if (!list.current.value && rows[0] && !narrow.value) list.current.value = rows[0].id;
    void learn(site, rows.map(({ page }) => page));
  });
  useEffect(() => {
    const { view, query: { id = "" } } = route.peek();
    if (view !== "queue" || !id && narrow.peek() || current === id || !current && list.loading.peek()) return;
    own.current = current;
    go("queue", { ...query, id: current }, { replace: true });
  }, [current]);
  useEffect(() => {
    if (!current || narrow.value && !wanted) return;
    const row = document.querySelector<HTMLElement>(`.row[data-id="${CSS.escape(current)}"]`);
    row?.scrollIntoView({ block: "nearest" });
    const first = !moved.current;
    moved.current = true;
    if (!first && (document.activeElement === document.body || document.activeElement?.closest(".rows"))) row?.querySelector<HTMLElement>(".open")?.focus({ preventScroll: true });
    const next = list.beside(1);
    const prefetch = setTimeout(() => { if (next) caseOf(site, next.id, next.version); }, 150);
    const release = may("moderator") ? claim(site, current) : () => {};
    return () => {
      clearTimeout(prefetch);
      release();
    };
  }, [current, !wanted && narrow.value]);

  const targets = () => (list.marked.peek().size > 0 ? [...list.marked.peek()] : list.current.peek() ? [list.current.peek()] : []);
  const carryOut = (action: Deed, reason = "") => {
    setAsking(undefined);
    decisions.decide(list, targets(), action, reason);
  };
  const act = (action: Deed) => {
    if (!may("moderator")) return;
    const rows = targets().map((id) => list.find(id)).filter((row) => row !== undefined);
    const reported = list.filter.status === "reported";
    if (!rows.some((row) => sensible(action, row.status, reported || !!row.due))) return;
    if (rows.some(({ due }) => due) || action === "reject" && reasons.value === "on") setAsking(action);
    else carryOut(action);
  };
  const undo = () => { if (may("moderator")) decisions.undo(); };
  const step = (n: number) => {
    if (document.activeElement?.closest(".detail .scroll")) return false; // it scrolls
    move(n);
    return true;
  };
  const move = (n: number) => {
    const before = list.current.peek();
    select(list.beside(n)?.id ?? "");
    if (n > 0 && before === list.current.peek()) void list.extend().then(() => select(list.beside(n)?.id ?? ""));
  };
  const stretch = (n: number) => {
    list.mark(list.current.peek(), true);
    move(n);
    list.mark(list.current.peek(), true);
    say(t("marked", { n: list.marked.peek().size }));
  };
  useEffect(() => bind({
    j: () => move(1), k: () => move(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1),
    "Shift+j": () => stretch(1), "Shift+k": () => stretch(-1), "Shift+ArrowDown": () => stretch(1), "Shift+ArrowUp": () => stretch(-1),
    Enter: () => { if (list.current.peek()) { open(list.current.peek()); document.querySelector<HTMLElement>(".detail .scroll")?.focus(); } },
    p: () => act("publish"), r: () => act("reject"), s: () => act("spam"), d: () => act("delete"), u: undo,
    x: () => { if (list.current.peek()) list.mark(list.current.peek()); },
    a: () => { const row = list.find(list.current.peek()); if (row) go("queue", { status: "any", author: row.author.id }); },
    o: () => { const row = list.find(list.current.peek()); const url = row && pageName(site, row.page).url; if (url) window.open(url, "_blank", "noopener,noreferrer"); },
    "/": () => document.getElementById("search")?.focus(),
    Escape: () => {
      if (list.marked.peek().size > 0) list.markAll(false);
      else if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body) document.activeElement.blur();
      else return false;
      return true;
    },
  }), [list]);

  const detail = current && (!narrow.value || wanted) ? current : "";
  const blank = !detail && list.rows.value.length === 0 && !list.loading.value;
  const known = detail ? caseOf(site, detail).value.value : undefined;
  return (
    <div class={["queue", wanted && "open", blank && "blank"].filter(Boolean).join(" ")}>
      <h1 class="hidden">{t("nav.queue")}</h1>
      {(!online.value || outbox.stuck.value > 0) && (
        <p class="band waiting" role="status">{outbox.stuck.value > 0 ? t("offline.waiting", { n: outbox.stuck.value }) : t("offline.none")}</p>
      )}
      <Rows list={list} decisions={decisions} open={open} act={act} />
      <div class="pane one">
        {detail ? <Detail key={detail} id={detail} list={list} decisions={decisions} inline={middle.value} back={back} /> : <div class="nothing">{list.rows.value.length > 0 && <p class="muted">{t("detail.none")}</p>}</div>}
        {detail && may("moderator") && !decisions.conflicts.value.has(detail) && (asking ? <Why action={asking} choose={(reason) => carryOut(asking, reason)} cancel={() => setAsking(undefined)} /> : <Bar list={list} act={act} undo={undo} />)}
      </div>
      {!middle.value && <aside class="pane side">{known && known.comment.id === detail && <AuthorPanel key={known.comment.author.id} known={known} list={list} />}</aside>}
    </div>
  );
}

/** How many comments wait, for the navigation. */
export function waiting(): number | undefined {
  return numbers.value?.queues.pending;
}
