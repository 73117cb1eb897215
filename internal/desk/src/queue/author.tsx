// Who wrote a comment: in numbers, what else, and what can be done about all of it.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { may } from "../app";
import { format } from "../route";
import type { Ban, Case, History, Queued } from "../types";
import { Button, Chip, Failed, Loading, useAsk } from "../ui";
import { ago, date, number, t, term } from "../words";
import { BanDialog } from "./ban";
import { BulkDialog } from "./bulk";
import { plain } from "./html";
import type { List } from "./list";

interface Overview { id: string; history: History; comments: Queued[]; bans: Ban[] }

const shown = 5;

export function AuthorPanel({ known, list }: { known: Case; list: List }): JSX.Element {
  const { author, id, email } = known.comment;
  const asked = useAsk<Overview>(`authors/${author.id}`, { site: list.site });
  const [dialog, setDialog] = useState<"bulk" | "ban">();
  const close = () => setDialog(undefined);
  return (
    <section class="author" aria-label={t("author")}>
      <header>
        <h2 dir="auto">{author.name}</h2>
        {author.badge && <Chip>{author.badge}</Chip>}
      </header>
      {asked.cause ? <Failed cause={asked.cause} again={asked.again} /> : !asked.value ? <Loading rows={3} /> : (
        <>
          <Numbers history={asked.value.history} waiting={asked.value.comments.filter(({ status }) => status === "pending").length} />
          <dl class="facts">
            <dt>{t("author.since")}</dt><dd>{asked.value.history.first ? date(asked.value.history.first) : "–"}</dd>
            <dt>{t("author.email")}</dt><dd>{email || t("author.email.none")}</dd>
            {author.url && <><dt>{t("author.url")}</dt><dd>{author.url}</dd></>}
          </dl>
          {asked.value.bans.map((ban) => (
            <p key={ban.id}><Chip kind="wrong" icon="lock">{ban.until ? t("ban.until", { date: date(ban.until) }) : t("ban.for.good")}</Chip> <span class="muted small">{ban.reason}</span></p>
          ))}
          <Latest comments={asked.value.comments.filter((one) => one.id !== id).slice(0, shown)} list={list} author={author.id} />
          {may("moderator") && (
            <div class="deeds">
              <Button icon="cross" onClick={() => setDialog("bulk")}>{t("bulk.open")}</Button>
              <Button icon="lock" kind="danger" onClick={() => setDialog("ban")}>{t("ban.open")}</Button>
              <p class="hint">{t("bulk.hint")}</p>
            </div>
          )}
        </>
      )}
      {dialog === "bulk" && <BulkDialog site={list.site} author={author} comment={id} done={(n) => { close(); if (n) { asked.again(); void list.open(); } }} />}
      {dialog === "ban" && <BanDialog site={list.site} comment={known.comment} done={(made) => { close(); if (made) asked.again(); }} />}
    </section>
  );
}

function Numbers({ history, waiting }: { history: History; waiting: number }): JSX.Element {
  const some = (n: number) => (history.more ? `${number(n)}+` : number(n));
  return (
    <dl class="numbers">
      <div><dt>{t("status.published")}</dt><dd>{some(history.published)}</dd></div>
      <div><dt>{t("author.withheld")}</dt><dd>{some(Math.max(0, history.withheld - waiting))}</dd></div>
      <div><dt>{t("status.pending")}</dt><dd>{number(waiting)}</dd></div>
    </dl>
  );
}

function Latest({ comments, list, author }: { comments: readonly Queued[]; list: List; author: string }): JSX.Element {
  return (
    <section class="block">
      <h3>{t("author.others")}</h3>
      {comments.length === 0 ? <p class="muted small">{t("author.none")}</p> : (
        <ul class="latest">
          {comments.map(({ id, html, status, created }) => (
            <li key={id}>
              <a href={format(list.site, "queue", { status: "any", author, id })}>
                <p dir="auto">{plain(html)}</p>
                <span class="muted">{term("status", status)}, {ago(created)}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      <a class="link small" href={format(list.site, "queue", { status: "any", author })}>{t("author.all")}</a>
    </section>
  );
}
