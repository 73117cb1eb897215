// The queue: a list, one comment of it in detail, and its author.

import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { online } from "../api";
import { may, me, say } from "../app";
import { bind } from "../keys";
import { go, route } from "../route";
import type { Site } from "../types";
import { t } from "../words";
import { AuthorPanel } from "./author";
import { Bar, Why } from "./bar";
import { Detail } from "./detail";
import { Hands } from "./hands";
import { caseOf, learn } from "./known";
import { filterOf, List } from "./list";
import { claim, numbers, watch } from "./live";
import { officeOf } from "./office";
import { Rows } from "./rows";
import { middle, narrow } from "./screen";

export function Queue({ site }: { site: Site }): JSX.Element {
  const question = JSON.stringify(filterOf(route.value.query));
  const list = useMemo(() => new List(site.site, JSON.parse(question)), [site.site, question]);
  const office = officeOf(me.value?.id ?? "");
  return <Desk key={question} list={list} office={office} />;
}

function Desk({ list, office }: { list: List; office: ReturnType<typeof officeOf> }): JSX.Element {
  const { decisions, outbox } = office;
  const { site } = list;
  const hands = useMemo(() => new Hands(list, decisions), [list]);
  const asking = hands.asking.value;
  const wanted = route.value.query.id ?? "";
  const current = list.current.value;
  const moved = useRef(false);

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
    go("queue", { ...list.filter, id: current }, { replace: true });
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

  useEffect(() => bind(hands.keys), [hands]);

  const detail = current && (!narrow.value || wanted) ? current : "";
  const blank = !detail && list.rows.value.length === 0 && !list.loading.value;
  const known = detail ? caseOf(site, detail).value.value : undefined;
  return (
    <div class={["queue", wanted && "open", blank && "blank"].filter(Boolean).join(" ")}>
      <h1 class="hidden">{t("nav.queue")}</h1>
      {(!online.value || outbox.stuck.value > 0) && (
        <p class="band waiting" role="status">{outbox.stuck.value > 0 ? t("offline.waiting", { n: outbox.stuck.value }) : t("offline.none")}</p>
      )}
      <Rows hands={hands} />
      <div class="pane one">
        {detail ? <Detail key={detail} id={detail} list={list} decisions={decisions} inline={middle.value} back={hands.back} /> : <div class="nothing">{list.rows.value.length > 0 && <p class="muted">{t("detail.none")}</p>}</div>}
        {detail && may("moderator") && !decisions.conflicts.value.has(detail) && (asking ? <Why action={asking} choose={(reason) => hands.carryOut(asking, reason)} cancel={() => { hands.asking.value = undefined; }} /> : <Bar hands={hands} />)}
      </div>
      {!middle.value && <aside class="pane side">{known && known.comment.id === detail && <AuthorPanel key={known.comment.author.id} known={known} list={list} />}</aside>}
    </div>
  );
}

/** How many comments wait, for the navigation. */
export function waiting(): number | undefined {
  return numbers.value?.queues.pending;
}
