// Who comments, and who must not: the writers of the latest comments, one of
// them in full, and the bans.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { may } from "../app";
import { plain } from "../queue/html";
import { format, go, route } from "../route";
import type { Author, Ban, History, Queue, Queued, Site } from "../types";
import { Button, Chip, Choice, Empty, Failed, Loading, Table, useAsk, type Column } from "../ui";
import { ago, date, number, t } from "../words";
import { Banning, Bans } from "./bans";
import { effectOf, statusOf, until } from "./named";

const tabs = ["recent", "bans"] as const;

export function Authors({ site }: { site: Site }): JSX.Element {
  const { id, show } = route.value.query;
  const tab = tabs.find((one) => one === show) ?? "recent";
  const bans = useAsk<{ bans: Ban[] }>("bans", { site: site.site });
  const [banning, setBanning] = useState<{ author?: Author }>();
  const close = () => {
    setBanning(undefined);
    bans.again();
  };
  return (
    <div class="page">
      <header>
        <h1>{t("nav.authors")}</h1>
        {id
          ? <Button icon="left" onClick={() => go("authors", { show })}>{t("authors.all")}</Button>
          : <Choice label={t("authors.show")} value={tab} options={tabs.map((one) => [one, t(`authors.show.${one}`)] as const)} onChange={(show) => go("authors", { show })} />}
        {may("moderator") && !id && <Button kind="primary" onClick={() => setBanning({})}>{t("bans.add")}</Button>}
      </header>
      {id ? <One key={`${id} ${bans.value?.bans.length}`} site={site} id={id} ban={(author) => setBanning({ author })} />
        : tab === "bans" ? <Bans site={site} asked={bans} />
        : <Recent site={site} bans={bans.value?.bans ?? []} />}
      {banning && <Banning site={site} author={banning.author} onClose={close} />}
    </div>
  );
}

interface Seen { author: Author; latest: string; published: number; waiting: number }

/** The writers of these comments, who wrote last first. */
function writers(lists: Queued[][]): Seen[] {
  const all = new Map<string, Seen>();
  for (const { author, created, status } of lists.flat()) {
    if (!author.id) continue; // a marker of what is gone
    const seen = all.get(author.id) ?? { author, latest: created, published: 0, waiting: 0 };
    if (created > seen.latest) Object.assign(seen, { author, latest: created });
    seen[status === "published" ? "published" : "waiting"]++;
    all.set(author.id, seen);
  }
  return [...all.values()].sort((a, b) => (a.latest < b.latest ? 1 : -1));
}

/** There is no list of all authors: these are the writers of the newest comments. */
function Recent({ site, bans }: { site: Site; bans: Ban[] }): JSX.Element {
  const published = useAsk<Queue>("comments", { site: site.site, status: "published", limit: 100 });
  const pending = useAsk<Queue>("comments", { site: site.site, status: "pending", limit: 100 });
  const cause = published.cause ?? pending.cause;
  const banned = new Map(bans.filter(({ kind }) => kind === "author").map((ban) => [ban.value, ban]));
  const columns: Column<Seen>[] = [
    { head: t("authors.name"), cell: ({ author }) => <div class="named"><a class="link" href={format(site.site, "authors", { id: author.id })}>{author.name}</a></div> },
    { head: t("authors.latest"), cell: ({ latest }) => <time dateTime={latest}>{ago(latest)}</time> },
    { head: t("authors.published"), number: true, cell: (one) => number(one.published) },
    { head: t("authors.waiting"), number: true, cell: (one) => number(one.waiting) },
    { head: t("pages.state"), cell: ({ author }) => <State author={author} ban={banned.get(author.id)} /> },
  ];
  if (cause !== undefined) return <Failed cause={cause} again={published.cause === undefined ? pending.again : published.again} />;
  if (!published.value || !pending.value) return <Loading />;
  const rows = writers([published.value.comments, pending.value.comments]);
  if (rows.length === 0) return <Empty title={t("authors.none")}><p>{t("authors.none.hint")}</p></Empty>;
  return (
    <>
      <p class="hint">{t("authors.recent.hint")}</p>
      <Table label={t("nav.authors")} columns={columns} rows={rows} id={({ author }) => author.id} />
    </>
  );
}

function State({ author, ban }: { author: Author; ban: Ban | undefined }): JSX.Element | null {
  if (ban) return <Chip kind={ban.effect === "reject" ? "wrong" : "held"}>{effectOf(ban.effect)}, {until(ban.until)}</Chip>;
  return author.badge ? <Chip kind="someone">{t("authors.newsroom")}</Chip> : null;
}

interface Overview { id: string; history: History; comments: Queued[]; bans: Ban[] }

/** One author: numbers, what is banned, the latest comments. */
function One({ site, id, ban }: { site: Site; id: string; ban: (author: Author) => void }): JSX.Element {
  const asked = useAsk<Overview>(`authors/${id}`, { site: site.site });
  if (asked.cause !== undefined) return <Failed cause={asked.cause} again={asked.again} />;
  if (!asked.value) return <Loading />;
  const { history, comments, bans } = asked.value;
  const author = comments[0]?.author ?? { id, name: "", url: "", badge: "" };
  const columns: Column<Queued>[] = [
    { head: t("authors.comment"), cell: (one) => <a class="excerpt" href={format(site.site, "queue", { id: one.id, status: one.status })}>{plain(one.html)}</a> },
    { head: t("authors.page"), cell: ({ page }) => <div class="named"><a class="link" href={format(site.site, "pages", { page })}>{page}</a></div> },
    { head: t("audit.time"), cell: ({ created }) => <time dateTime={created}>{ago(created)}</time> },
    { head: t("pages.state"), cell: ({ status }) => <Chip kind={status === "published" ? "done" : status === "pending" ? "held" : undefined}>{statusOf(status)}</Chip> },
  ];
  const figure = (name: string, value: string) => <div class="card"><dt>{name}</dt><dd>{value}</dd></div>;
  return (
    <>
      <div class="links">
        <h2 class="who">{author.name || t("authors.unknown")}</h2>
        {bans.map((one) => <State key={one.id} author={author} ban={one} />)}
        <span class="spring" />
        <Button onClick={() => go("queue", { status: "any", author: id })}>{t("authors.queue")}</Button>
        {may("moderator") && <Button kind="danger" onClick={() => ban(author)}>{t("authors.ban")}</Button>}
      </div>
      <dl class="figures">
        {figure(t("authors.since"), history.first ? date(history.first) : "–")}
        {figure(t("authors.published"), number(history.published))}
        {figure(t("authors.withheld"), number(history.withheld))}
      </dl>
      {history.more && <p class="hint">{t("authors.more")}</p>}
      {comments.length > 0
        ? <Table label={t("authors.comments")} columns={columns} rows={comments} id={(one) => one.id} />
        : <Empty title={t("authors.nothing")} />}
    </>
  );
}
