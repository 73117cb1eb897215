// Pages with their numbers and what is decided about them.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { may, toast } from "../app";
import { api, Problem } from "../api";
import { bind } from "../keys";
import { format, go, route } from "../route";
import type { Site } from "../types";
import { Button, Chip, Choice, Empty, Failed, Loading, Menu, Table, TextField, useList, wordsOf, type Column, type MenuItem } from "../ui";
import { number, t } from "../words";
import { Aliasing, Retitling } from "./pagedialogs";
import type { Page } from "./shapes";

const ways = ["trending", "views", "comments", "recent", "pinned", "hidden"] as const;
const windows = ["24h", "7d", "30d", "all"] as const;

/** What can be done with a page at once, and what takes it back. */
const back = {
  close: "open", open: "close", premoderate: "postmoderate", postmoderate: "premoderate", pin: "unpin", unpin: "pin", hide: "show", show: "hide",
} as const;
type Deed = keyof typeof back;

interface Pages { pages: Page[]; next: string | null }

/** The title of a page, or its name where nobody told one. */
export const titleOf = (page: Page) => page.title || page.page;

export function Pages({ site }: { site: Site }): JSX.Element {
  const { query } = route.value;
  const by = ways.find((way) => way === query.by) ?? "trending";
  const window = windows.find((window) => window === query.window) ?? "24h";
  const measured = by === "views" || by === "comments";
  const found = query.page;
  const list = useList<Pages, Page>("pages", found ? { site: site.site, page: found } : { site: site.site, by, window: measured ? window : undefined, limit: 50 },
    (answer) => answer.pages);
  const [changed, setChanged] = useState<Record<string, Page>>({});
  const [dialog, setDialog] = useState<{ page: Page; of: "title" | "alias" | "pin" }>();
  const rows = list.rows.map((page) => changed[page.page] ?? page);

  const put = (page: Page) => setChanged((pages) => ({ ...pages, [page.page]: page }));
  const decide = async (page: Page, action: Deed, again = false) => {
    try {
      put((await api.post<{ page: Page }>("pages", { site: site.site, page: page.page, action })).page);
      toast(t(`pages.did.${action}`, { page: titleOf(page) }), again ? {} : { undo: () => void decide(page, back[action], true) });
    } catch (cause) {
      if (cause instanceof Problem && action === "pin" && cause.field === "title") setDialog({ page, of: "pin" });
      else toast(wordsOf(cause), { wrong: true });
    }
  };

  const items = (page: Page): MenuItem[] => {
    const deed = (action: Deed, danger = false): MenuItem => ({ words: t(`pages.do.${action}`), danger, choose: () => void decide(page, action) });
    const seen: MenuItem[] = [
      { words: t("pages.queue"), choose: () => go("queue", { status: "published", page: page.page }) },
      { words: t("pages.audit"), choose: () => go("audit", { page: page.page }) },
    ];
    if (!may("moderator")) return seen;
    return [
      deed(page.closed ? "open" : "close"),
      deed(page.premoderated ? "postmoderate" : "premoderate"),
      deed(page.pinned ? "unpin" : "pin"),
      deed(page.hidden ? "show" : "hide"),
      { words: t("pages.do.title"), choose: () => setDialog({ page, of: "title" }) },
      { words: t("pages.do.alias"), choose: () => setDialog({ page, of: "alias" }) },
      ...seen,
    ];
  };

  const columns: Column<Page>[] = [
    { head: t("pages.title"), cell: (page) => <Named page={page} site={site} /> },
    { head: t("pages.comments"), number: true, cell: (page) => number(page.comments) },
    { head: t("pages.views"), number: true, cell: (page) => number(page.views) },
    { head: t("pages.state"), cell: (page) => <States page={page} /> },
    { head: t("actions"), bare: true, cell: (page) => <Menu label={t("pages.actions", { page: titleOf(page) })} items={items(page)} /> },
  ];

  return (
    <div class="page">
      <header>
        <h1>{t("nav.pages")}</h1>
        <Find key={found} address={found ?? ""} />
      </header>
      <div class="sieve">
        {found
          ? <Button icon="left" onClick={() => go("pages")}>{t("pages.all")}</Button>
          : <Choice label={t("pages.by")} value={by} options={ways.map((way) => [way, t(`pages.by.${way}`)] as const)} onChange={(by) => go("pages", { by, window: query.window })} />}
        {measured && !found && <Choice label={t("pages.window")} value={window} options={windows.map((one) => [one, t(`pages.window.${one}`)] as const)} onChange={(window) => go("pages", { by, window })} />}
      </div>
      {list.cause !== undefined && <Failed cause={list.cause} again={list.again} />}
      {rows.length > 0 && <Table label={t("nav.pages")} columns={columns} rows={rows} id={(page) => page.page} />}
      {list.loading && rows.length === 0 && <Loading />}
      {!list.loading && list.cause === undefined && rows.length === 0 && <Empty title={t(`pages.none.${by}`)}><p>{t("pages.none.hint")}</p></Empty>}
      {list.more && <p class="after"><Button onClick={list.more}>{t("more")}</Button></p>}
      {dialog?.of === "alias" && <Aliasing site={site} page={dialog.page} done={put} onClose={() => setDialog(undefined)} />}
      {dialog && dialog.of !== "alias" && <Retitling site={site} page={dialog.page} action={dialog.of} done={put} onClose={() => setDialog(undefined)} />}
    </div>
  );
}

/** A page is found by its address; there is no list of all of a site's pages to look through. */
function Find({ address }: { address: string }): JSX.Element {
  const [text, setText] = useState(address);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => bind({ "/": () => form.current?.querySelector("input")?.focus() }), []);
  const find = (event: Event) => {
    event.preventDefault();
    go("pages", { page: text.trim() });
  };
  return (
    <form ref={form} class="lookup" role="search" onSubmit={find}>
      <TextField label={t("pages.find")} type="search" value={text} placeholder={t("pages.find.example")} onInput={setText} />
      <Button type="submit" icon="search">{t("search")}</Button>
    </form>
  );
}

function Named({ page, site }: { page: Page; site: Site }): JSX.Element {
  return (
    <div class="named">
      {page.url ? <a class="link" href={page.url} target="_blank" rel="noreferrer">{titleOf(page)}</a> : <span>{titleOf(page)}</span>}
      {page.title && <span class="hint">{page.page}</span>}
      {page.alias && <span class="hint">{t("pages.alias.of")} <a class="link" href={format(site.site, "pages", { page: page.alias })}>{page.alias}</a></span>}
    </div>
  );
}

function States({ page }: { page: Page }): JSX.Element {
  if (!page.known) return <Chip>{t("pages.state.unknown")}</Chip>;
  return (
    <span class="chips">
      {page.closed ? <Chip icon="lock">{t("pages.state.closed")}</Chip> : <Chip kind="done">{t("pages.state.open")}</Chip>}
      {page.premoderated && <Chip kind="held">{t("pages.state.premoderated")}</Chip>}
      {page.pinned && <Chip kind="someone">{t("pages.state.pinned")}</Chip>}
      {page.hidden && <Chip kind="someone">{t("pages.state.hidden")}</Chip>}
    </span>
  );
}
