// The list: tabs, what is filtered by, the comments, and what is done with several.

import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { me, may } from "../app";
import { format, go } from "../route";
import type { Deed } from "../types";
import { Button, Chip, Empty, Failed, Icon, Loading } from "../ui";
import { clock, number, span, t, term } from "../words";
import { Filters } from "./filters";
import type { Hands } from "./hands";
import { plain } from "./html";
import { pageName } from "./known";
import { queues, whole, type List, type Row } from "./list";
import { numbers } from "./live";

/** What is done with comments, with their keys, in the order of the bar. */
export const deeds: readonly (readonly [deed: Deed, key: string])[] = [["publish", "p"], ["reject", "r"], ["spam", "s"], ["delete", "d"]];

export function Rows({ hands }: { hands: Hands }): JSX.Element {
  const { list, open, act } = hands;
  const rows = list.rows.value;
  const marked = list.marked.value.size;
  return (
    <section class="pane list" aria-label={t("nav.queue")}>
      <Tabs list={list} />
      <Filters filter={list.filter} />
      {rows.length > 0 && <Head list={list} />}
      <div class="scroll">
        {rows.length > 0 && <ol class="rows">{rows.map((row) => <Item key={row.id} row={row} list={list} open={open} />)}</ol>}
        <End hands={hands} />
      </div>
      {marked > 0 && may("moderator") && (
        <div class="several" role="group" aria-label={t("marked", { n: marked })}>
          <b>{t("marked", { n: marked })}</b>
          {deeds.map(([action, key]) => (
            <Button key={action} kind={action === "delete" ? "danger" : undefined} shortcut={key} onClick={() => act(action)}>{t(`do.${action}`)}</Button>
          ))}
        </div>
      )}
    </section>
  );
}

function Tabs({ list }: { list: List }): JSX.Element {
  const { status, ...rest } = list.filter;
  const query = (to: string) => ({ ...rest, order: "", status: to });
  const near = queues.slice(0, 3), far = [...queues.slice(3), ...(rest.author ? ["any"] : [])];
  return (
    <nav class="tabs" aria-label={t("queues")}>
      {near.map((one) => {
        const count = numbers.value?.queues[one];
        return (
          <a key={one} href={format(list.site, "queue", query(one))} aria-current={one === status ? "page" : undefined}>
            {term("status", one)}{count !== undefined && <span class="number">{number(count)}</span>}
          </a>
        );
      })}
      <label class={far.includes(status) ? "other on" : "other"}>
        <span class="hidden">{t("queues.other")}</span>
        <select value={far.includes(status) ? status : ""} onChange={(event) => go("queue", query(event.currentTarget.value))}>
          <option value="" hidden>{t("queues.other")}</option>
          {far.map((one) => <option key={one} value={one}>{term("status", one)}</option>)}
        </select>
      </label>
    </nav>
  );
}

function Head({ list }: { list: List }): JSX.Element {
  const rows = list.rows.value;
  const marked = list.marked.value.size;
  const { order, ...rest } = list.filter;
  const all = whole(list.filter) ? numbers.value?.queues[list.filter.status] : undefined;
  return (
    <div class="head">
      {may("moderator") && (
        <input type="checkbox" aria-label={t("mark.all")} checked={marked > 0 && marked === rows.length}
          ref={(box) => { if (box) box.indeterminate = marked > 0 && marked < rows.length; }}
          onChange={(event) => list.markAll(event.currentTarget.checked)} />
      )}
      <span>{marked > 0 ? t("marked", { n: marked }) : t("comments", { n: Math.max(all ?? 0, rows.length) })}</span>
      <button type="button" class="quiet" onClick={() => go("queue", { ...rest, order: order === "oldest" ? "newest" : "oldest" })}>
        {t(order === "oldest" ? "order.oldest" : "order.newest")}<Icon name="down" />
      </button>
    </div>
  );
}

function Item({ row, list, open }: { row: Row; list: List; open: (id: string) => void }): JSX.Element {
  const current = useComputed(() => list.current.value === row.id);
  const marked = useComputed(() => list.marked.value.has(row.id));
  const text = useMemo(() => plain(row.html), [row.html]);
  const { title } = pageName(list.site, row.page);
  const claim = numbers.value?.claims?.find(({ comment, moderator }) => comment === row.id && moderator.id !== me.value?.id);
  const select = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a window of its own
    event.preventDefault();
    open(row.id);
  };
  return (
    <li class={current.value ? "row current" : "row"} data-id={row.id}>
      {may("moderator") && <input type="checkbox" checked={marked.value} aria-label={t("mark", { name: row.author.name })} onChange={() => list.mark(row.id)} />}
      <div class="what">
        <div class="line">
          <a class="open" href={format(list.site, "queue", { ...list.filter, id: row.id })} aria-current={current.value ? "true" : undefined} onClick={select}>
            <b dir="auto">{row.author.name}</b>
          </a>
          <span class="where" dir="auto">{title}</span>
          <time dateTime={row.created}>{span(Date.now() - Date.parse(row.created))}</time>
        </div>
        <p class="text" dir="auto">{text}</p>
        <div class="chips">
          {row.due && <Chip kind={Date.parse(row.due) < Date.now() ? "overdue" : "due"} icon="clock">{clock(row.due)}</Chip>}
          {row.due && <Chip kind="wrong" icon="flag">{t("report.illegal")}</Chip>}
          {row.held && <Chip kind="held">{term("check", row.held)}</Chip>}
          {list.filter.status === "any" && <Chip>{term("status", row.status)}</Chip>}
          {row.edited && <Chip>{t("edited")}</Chip>}
          {claim && <Chip kind="someone" icon="eye">{t("claimed", { name: claim.moderator.name })}</Chip>}
        </div>
      </div>
    </li>
  );
}

/** What is after the comments: more of them, why none came, or that there are none. */
function End({ hands: { list, decisions } }: { hands: Hands }): JSX.Element | null {
  const rows = list.rows.value.length;
  if (list.cause.value) return <Failed cause={list.cause.value} again={() => void (rows ? list.extend() : list.open())} />;
  if (list.loading.value) return <Loading rows={rows ? 2 : 7} />;
  if (list.more.value) return <p class="more"><Button onClick={() => void list.extend()}>{t("more")}</Button></p>;
  if (rows > 0) return null;
  if (!whole(list.filter)) {
    return (
      <Empty title={t("empty.filter")}>
        <Button onClick={() => go("queue", { status: list.filter.status })}>{t("filter.clear")}</Button>
      </Empty>
    );
  }
  const waiting = list.filter.status === "pending" || list.filter.status === "reported";
  return (
    <Empty title={t(waiting ? "empty.queue" : "empty.status")}>
      {waiting && decisions.handled.value > 0 && <p>{t("empty.handled", { n: decisions.handled.value })}</p>}
      <p>{t(waiting ? "empty.next" : "empty.other")}</p>
    </Empty>
  );
}
