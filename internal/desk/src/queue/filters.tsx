// Looking for comments: by words, by the check that held them, by page, by author.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { go } from "../route";
import { Button, Icon, SelectField, TextField } from "../ui";
import { t, term } from "../words";
import type { Filter } from "./list";

/** The checks that can hold a comment. */
const checks = ["words", "links", "blocked", "contact", "shouting", "repetition", "disguise", "scripts", "burst", "duplicate", "mode", "page", "form", "ban"] as const;

export function Filters({ filter }: { filter: Filter }): JSX.Element {
  const [text, setText] = useState(filter.text);
  const [page, setPage] = useState(filter.page);
  const [open, setOpen] = useState(false);
  useEffect(() => setText(filter.text), [filter.text]);
  useEffect(() => setPage(filter.page), [filter.page]);
  const search = (change: Partial<Filter>) => go("queue", { ...filter, ...change });
  const submit = (event: Event) => {
    event.preventDefault();
    search({ text: text.trim(), page: page.trim() });
  };
  const on = (["author", "page", "held", "text"] as const).filter((name) => filter[name]);
  return (
    <form class="seek" role="search" onSubmit={submit}>
      <div class="line">
        <label class="sought">
          <Icon name="search" /><span class="hidden">{t("search")}</span>
          <input id="search" type="search" value={text} placeholder={t("search.hint")} maxLength={200} aria-keyshortcuts="/" onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        <button type="button" class="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>{t("filter")}<Icon name="down" /></button>
      </div>
      {open && (
        <div class="fields">
          <SelectField label={t("filter.held")} value={filter.held} onChange={(held) => search({ held })}
            options={[["", t("filter.any")], ...checks.map((name) => [name, term("check", name)] as const)]} />
          <TextField label={t("filter.page")} value={page} onInput={setPage} placeholder="/2026/03/…" />
          <Button type="submit">{t("filter.apply")}</Button>
        </div>
      )}
      {on.length > 0 && (
        <ul class="chips">
          {on.map((name) => {
            const value = name === "held" ? term("check", filter.held) : name === "author" ? t("filter.author") : filter[name];
            return (
              <li key={name}>
                <button type="button" class="chip" aria-label={t("filter.remove", { value })} onClick={() => search({ [name]: "", ...(name === "author" && filter.status === "any" ? { status: "" } : {}) })}>
                  <span dir="auto">{value}</span><Icon name="cross" />
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </form>
  );
}
