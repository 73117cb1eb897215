// One comment with all that there is to judge it by.

import type { ComponentChildren, JSX } from "preact";
import { may, nameOf, site as currentSite } from "../app";
import { format } from "../route";
import type { Case, Decision } from "../types";
import { Button, Chip, Failed, Icon, Loading } from "../ui";
import { ago, clock, moment, span, t, term } from "../words";
import { AuthorPanel } from "./author";
import { conflictWords, type Conflict, type Decisions } from "./decide";
import { Html, plain } from "./html";
import { again, caseOf, pageName } from "./known";
import type { List, Row } from "./list";
import { split } from "./marks";
import { StaffMenu } from "./staff";
import { Trace } from "./trace";

interface Props { id: string; list: List; decisions: Decisions; inline: boolean; back: () => void }

export function Detail({ id, list, decisions, inline, back }: Props): JSX.Element {
  const row = list.rows.value.find((one) => one.id === id);
  const asked = caseOf(list.site, id, row?.version).value;
  const conflict = decisions.conflicts.value.get(id);
  const shown = asked.value?.comment ?? row;
  return (
    <div class="detail" role="region" aria-label={t("detail")}>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="detail-title">
        <button type="button" class="link to-list" onClick={back}><Icon name="left" />{t("nav.queue")}</button>
        {shown && <Title comment={shown} known={asked.value} list={list} />}
        <div class="body">
          {conflict && <ConflictBand conflict={conflict} id={id} list={list} decisions={decisions} />}
          {row?.due && <Clock due={row.due} site={list.site} id={id} />}
          {asked.cause ? <Failed cause={asked.cause} again={() => again(list.site, id)} />
            : !asked.value ? <Loading rows={4} />
            : <Content known={asked.value} site={list.site} inline={inline} list={list} />}
        </div>
      </div>
    </div>
  );
}

function Title({ comment, known, list }: { comment: Row; known: Case | undefined; list: List }): JSX.Element {
  const { title, url } = pageName(list.site, comment.page);
  const held = known?.trace.filter(({ result }) => result !== "pass").length ?? 0;
  return (
    <header class="title">
      <p class="line">
        <span class="muted">{currentSite.value && nameOf(currentSite.value)}</span>
        {url ? <a class="link" href={url} target="_blank" rel="noopener noreferrer" dir="auto">{title}</a> : <span dir="auto">{title}</span>}
      </p>
      <h2 id="detail-title">{t("detail.by", { name: comment.author.name })}</h2>
      <p class="line muted">
        <span>{t("detail.sent", { time: moment(comment.created) })}</span>
        {comment.status === "pending" && <span>{t("detail.waits", { span: span(Date.now() - Date.parse(comment.created)) })}</span>}
        <Chip kind={comment.status === "published" ? "done" : comment.status === "pending" ? "held" : undefined}>
          {comment.status === "pending" && held > 0 ? t("detail.held", { n: held }) : term("status", comment.status)}
        </Chip>
        {comment.featured && <Chip kind="done">{term("deed", "feature")}</Chip>}
        {known?.comment.pinned && <Chip kind="done">{term("deed", "pin")}</Chip>}
        {comment.locked && <Chip icon="lock">{term("deed", "lock")}</Chip>}
        {comment.edited && <span>{t(comment.edited_by_staff ? "detail.edited.staff" : "detail.edited", { ago: ago(comment.edited) })}</span>}
      </p>
      {known && may("moderator") && <StaffMenu comment={known.comment} list={list} />}
    </header>
  );
}

function Content({ known, site, inline, list }: { known: Case; site: string; inline: boolean; list: List }): JSX.Element {
  const { comment, trace, reports, decisions } = known;
  const marks = [...new Set(trace.flatMap(({ matched }) => matched))];
  return (
    <>
      {comment.parent && <Answered site={site} id={comment.parent} />}
      <div class="two">
        <Block title={t("detail.rendered")}><div class="card"><Html html={comment.html} marks={marks} /></div></Block>
        <Block title={t("detail.source")}>
          <pre class="card source" dir="auto">{split(comment.source, marks).map(({ text, marked }, i) => (marked ? <mark key={i}>{text}</mark> : text))}</pre>
        </Block>
      </div>
      {reports.count > 0 && (
        <Block title={t("reports")} note={t("reports.count", { n: reports.count })}>
          <ul class="entries">
            {reports.list.map(({ reason, note, time }, i) => (
              <li key={i}><Chip kind="wrong" icon="flag">{term("report", reason)}</Chip> <span dir="auto">{note}</span> <span class="muted small">{ago(time)}</span></li>
            ))}
          </ul>
        </Block>
      )}
      <Block title={t("trace")} note={t("trace.order")}><Trace checks={trace} /></Block>
      <Block title={t("decisions")}>
        {decisions.length === 0 ? <p class="muted">{t("decisions.none")}</p> : <ul class="entries">{decisions.map((one) => <Past key={one.id} decision={one} />)}</ul>}
      </Block>
      {inline && <AuthorPanel known={known} list={list} />}
    </>
  );
}

/** A part of the detail with its heading. */
function Block({ title, note, children }: { title: string; note?: string; children: ComponentChildren }): JSX.Element {
  return <section class="block"><h3>{title}{note && <span class="muted">{note}</span>}</h3>{children}</section>;
}

function Past({ decision: { moderator, action, time, reason, note } }: { decision: Decision }): JSX.Element {
  return (
    <li>
      <b>{moderator.name}</b> {term("deed", action)} <span class="muted">{moment(time)}</span>
      {(reason || note) && <span class="muted" dir="auto">{`: ${[reason, note].filter(Boolean).join(", ")}`}</span>}
    </li>
  );
}

/** What the comment answers, in short. */
function Answered({ site, id }: { site: string; id: string }): JSX.Element | null {
  const { value } = caseOf(site, id).value;
  if (!value) return null; // it may be gone
  return (
    <p class="answered">
      {t("detail.answers")} <a class="link" href={format(site, "queue", { status: "any", author: value.comment.author.id, id })} dir="auto">{value.comment.author.name}</a>: <span dir="auto">{plain(value.comment.html)}</span>
    </p>
  );
}

function Clock({ due, site, id }: { due: string; site: string; id: string }): JSX.Element {
  return (
    <div class="band wrong">
      <Icon name="clock" />
      <p><b>{clock(due)}</b><br />{t("clock.what", { time: moment(due) })}</p>
      <a class="button" href={`/v1/moderation/comments/${id}/evidence?site=${encodeURIComponent(site)}`} download>{t("evidence")}</a>
    </div>
  );
}

/** Somebody else was faster: what they did, and doing ours all the same. */
function ConflictBand({ conflict, id, list, decisions }: { conflict: Conflict; id: string; list: List; decisions: Decisions }): JSX.Element {
  const see = () => {
    again(list.site, id);
    decisions.seen(id);
  };
  return (
    <div class="band" role="alert">
      <Icon name="person" />
      <p><b>{conflictWords(conflict)}</b><br />{t("conflict.lost")}</p>
      <span class="links">
        <Button onClick={see}>{t("conflict.see")}</Button>
        <Button onClick={() => decisions.decide(list, [id], conflict.action, conflict.reason)}>{t("conflict.redo", { action: t(`do.${conflict.action}`) })}</Button>
      </span>
    </div>
  );
}

