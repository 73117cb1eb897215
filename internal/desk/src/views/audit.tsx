// Who decided what: entries of the audit log, newest first.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { format, go, route } from "../route";
import type { Decision, Site } from "../types";
import { Button, Chip, Empty, Failed, Loading, SelectField, Table, TextField, useAsk, useList, type Column } from "../ui";
import { date, moment, t, term } from "../words";
import { valueWords } from "./settingfield";
import { effectOf, kindOf, settingName, statusOf, until } from "./named";
import type { Day } from "./statistics";

interface Audit { decisions: Decision[]; next: string | null }

/** What the log can be narrowed to; all of it is in the address. */
interface Filter { kind?: string; moderator?: string; day?: string; of?: string }

const kinds = ["comment", "page", "settings", "ban", "access"] as const;

/** A comment's id has 26 signs; everything else that is typed is a page. */
const isComment = (text: string) => /^[0-9A-HJKMNP-TV-Z]{26}$/i.test(text);

export function Audit({ site }: { site: Site }): JSX.Element {
  const { kind, moderator, day, page, comment } = route.value.query;
  const list = useList<Audit, Decision>("audit", { site: site.site, kind, moderator, day, page, comment, limit: 50 }, (answer) => answer.decisions);
  const filtered = kind || moderator || day || page || comment;

  const columns: Column<Decision>[] = [
    { head: t("audit.time"), cell: ({ time }) => <time dateTime={time}>{moment(time)}</time> },
    { head: t("audit.who"), cell: ({ moderator: { id, name } }) => <a class="link" href={format(site.site, "audit", { ...route.value.query, moderator: id })}>{name}</a> },
    { head: t("audit.what"), cell: (entry) => term("audit.did", entry.action === "delete" && entry.kind !== "comment" ? entry.kind : entry.action) },
    { head: t("audit.of"), cell: (entry) => <Subject entry={entry} site={site} /> },
    { head: t("audit.change"), cell: (entry) => <Changes entry={entry} /> },
    { head: t("audit.why"), cell: ({ reason, note }) => <>{reason && <span class="why">{reason}</span>}{note && <span class="why hint">{note}</span>}</> },
  ];

  return (
    <div class="page">
      <header><h1>{t("nav.audit")}</h1><p class="hint">{t("audit.hint")}</p></header>
      <Filters key={JSON.stringify(route.value.query)} site={site} filter={{ ...(kind && { kind }), ...(moderator && { moderator }), ...(day && { day }), ...((page || comment) && { of: page ?? comment! }) }} />
      {list.cause !== undefined && <Failed cause={list.cause} again={list.again} />}
      {list.rows.length > 0 && <Table label={t("nav.audit")} columns={columns} rows={list.rows} id={({ id }) => id} />}
      {list.loading && list.rows.length === 0 && <Loading />}
      {!list.loading && list.cause === undefined && list.rows.length === 0 && !list.more && (
        <Empty title={t(filtered ? "audit.none.filtered" : "audit.none")}>
          {filtered ? <Button onClick={() => go("audit")}>{t("filter.clear")}</Button> : <p>{t("audit.none.hint")}</p>}
        </Empty>
      )}
      {list.more && <p class="after">{list.rows.length === 0 && t("audit.far")} <Button onClick={list.more}>{t("more")}</Button></p>}
    </div>
  );
}

/** The fields above the table. A choice holds at once, what is typed after Enter. */
function Filters({ site, filter }: { site: Site; filter: Filter }): JSX.Element {
  const [of, setOf] = useState(filter.of ?? "");
  // Whoever decided anything in the last months, and whoever the address names.
  const days = useAsk<{ days: Day[] }>("statistics", { site: site.site, days: 90 });
  const people = new Map<string, string>();
  for (const { decisions } of days.value?.days ?? []) for (const { moderator: { id, name } } of decisions) people.set(id, name);
  if (filter.moderator && !people.has(filter.moderator)) people.set(filter.moderator, filter.moderator);

  const narrow = (change: Filter) => {
    const { kind, moderator, day, of } = { ...filter, ...change };
    const object = of?.trim() ?? "";
    go("audit", { kind, moderator, day, ...(isComment(object) ? { comment: object.toUpperCase() } : { page: object }) });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    narrow({ of });
  };
  return (
    <form class="sieve" role="search" aria-label={t("filter")} onSubmit={submit}>
      <SelectField label={t("audit.kind")} value={filter.kind ?? ""} options={[["", t("filter.all")], ...kinds.map((kind) => [kind, t(`audit.kind.${kind}`)] as const)]} onChange={(kind) => narrow({ kind })} />
      <SelectField label={t("audit.who")} value={filter.moderator ?? ""} options={[["", t("filter.all")], ...[...people].sort(([, a], [, b]) => a.localeCompare(b))]} onChange={(moderator) => narrow({ moderator })} />
      <TextField label={t("audit.day")} type="date" value={filter.day ?? ""} onInput={(day) => narrow({ day })} />
      <TextField label={t("audit.object")} type="search" value={of} onInput={setOf} />
      <Button type="submit" icon="search">{t("filter.apply")}</Button>
      {Object.keys(filter).length > 0 && <Button kind="plain" onClick={() => go("audit")}>{t("filter.clear")}</Button>}
    </form>
  );
}

/** What an entry is about, as a way there. */
function Subject({ entry, site }: { entry: Decision; site: Site }): JSX.Element {
  const { comment, page, ban, kind, action } = entry;
  if (comment) {
    return (
      <div class="named">
        <a class="link" href={format(site.site, "queue", { id: comment })}>{t("audit.comment")} <code>…{comment.slice(-6)}</code></a>
        {page && <span class="hint">{page}</span>}
      </div>
    );
  }
  if (page) return <div class="named"><a class="link" href={format(site.site, "pages", { page })}>{page}</a></div>;
  if (ban) return <div class="named"><span>{kindOf(ban.kind)}</span>{ban.value && <span class="hint">{ban.value}</span>}</div>;
  if (action === "words") return <a class="link" href={format(site.site, "rules")}>{t("audit.lists")}</a>;
  if (kind === "access") return <a class="link" href={format(site.site, "people")}>{nameIn(entry) || t(action === "key" || action === "revoke" ? "keys" : "people")}</a>;
  if (kind === "settings") return <a class="link" href={format(site.site, "settings")}>{t("nav.settings")}</a>;
  return <span>{term("audit.kind", kind)}</span>;
}

/** Of whom an entry about access is: the log has the name as a change. */
function nameIn({ changes }: Decision): string {
  const name = changes?.find(({ key }) => key === "name");
  return name?.new || name?.old || "";
}

/** What was there before, and what is there since. */
function Changes({ entry }: { entry: Decision }): JSX.Element | null {
  const { from, to, changes, ban, action, kind } = entry;
  if (from && to && from !== to) return <span class="change"><Chip>{statusOf(from)}</Chip> → <Chip>{statusOf(to)}</Chip></span>;
  if (ban) return <span>{effectOf(ban.effect)}, {action === "unban" ? t("audit.ban.over") : until(ban.until)}</span>;
  const shown = changes?.filter(({ key, old, new: now }) => old !== now && !(kind === "access" && key === "name")) ?? [];
  if (shown.length === 0) return null;
  return (
    <ul class="changes">
      {shown.map(({ key, old, new: now }) => (
        <li key={key}><span class="hint">{settingName(key)}</span> <Value name={key} text={old} /> → <Value name={key} text={now} /></li>
      ))}
    </ul>
  );
}

function Value({ name, text }: { name: string; text: string }): JSX.Element {
  if (text === "true" || text === "false") return <span>{t(`value.${text}`)}</span>;
  if (name === "role" && text) return <span>{term("role", text)}</span>;
  if (name === "expires" && text) return <span>{date(text)}</span>;
  return <span>{valueWords(name, text)}</span>;
}
