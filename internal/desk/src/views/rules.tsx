// What holds comments: the checks and how often they were wrong, and the
// newsroom's own lists of words, which are tried before they hold anything.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { api, Problem } from "../api";
import { may, toast } from "../app";
import type { Site } from "../types";
import { Button, Failed, Loading, useAsk, wordsOf } from "../ui";
import { number, t } from "../words";
import english from "../../../spam/lists/en.txt";
import vietnamese from "../../../spam/lists/vi.txt";
import { Backtest } from "./backtest";
import { Editor, type Fault } from "./editor";
import { checkName } from "./named";
import type { WordLists } from "./shapes";
import { checks, share, type Day } from "./statistics";
import { Trial } from "./trial";
import { fault, outline } from "./wordlists";

const starters = { vi: vietnamese, en: english };

export function Rules({ site }: { site: Site }): JSX.Element {
  const asked = useAsk<WordLists>("words", { site: site.site });
  return (
    <div class="page">
      <header><h1>{t("nav.rules")}</h1></header>
      <div class="rules">
        {asked.cause ? <Failed cause={asked.cause} again={asked.again} /> : !asked.value ? <Loading /> : <Lists site={site} stored={asked.value} put={asked.put} />}
        <Checks site={site} />
      </div>
    </div>
  );
}

/** The checks with what they held in 30 days, and the share that people published all the same. */
function Checks({ site }: { site: Site }): JSX.Element {
  const asked = useAsk<{ days: Day[] }>("statistics", { site: site.site, days: 30 });
  const all = checks(asked.value?.days ?? []);
  return (
    <section class="card checks" aria-labelledby="checks">
      <h2 id="checks">{t("rules.checks")}</h2>
      {asked.cause ? <Failed cause={asked.cause} again={asked.again} /> : !asked.value ? <Loading rows={3} /> : all.length === 0 ? <p class="hint">{t("rules.checks.none")}</p> : (
        <ul>
          {all.map((check) => (
            <li key={check.name}>
              <b>{checkName(check.name)}</b><span class="number">{number(check.held)}</span>
              <span class="hint">{t("rules.checks.share", { share: number(share(check), { style: "percent", maximumFractionDigits: 0 }) })}</span>
            </li>
          ))}
        </ul>
      )}
      <p class="hint">{t("rules.checks.hint")}</p>
    </section>
  );
}

/** What is written and not saved, by site: whoever looks at another section finds it again. */
const drafts = new Map<string, string>();

/** The lists as a text: edited, tried, tested on what was written, and only then saved. */
function Lists({ site, stored, put }: { site: Site; stored: WordLists; put: (lists: WordLists) => void }): JSX.Element {
  const [text, setText] = useState(drafts.get(site.site) ?? stored.text);
  const [wrong, setWrong] = useState<Fault>();
  const [conflict, setConflict] = useState<WordLists>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const editor = may("moderator");
  const changed = text !== stored.text;
  const rules = outline(text);

  useEffect(() => {
    if (!changed) return;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", stay);
    return () => removeEventListener("beforeunload", stay);
  }, [changed]);

  const edit = (text: string, saved = stored.text) => {
    if (text === saved) drafts.delete(site.site);
    else drafts.set(site.site, text);
    setText(text);
    setWrong(undefined);
  };
  /** Says what is wrong at its line, wherever it was found. */
  const refuse = (cause: unknown): boolean => {
    const line = cause instanceof Problem && cause.code === "words_invalid" ? Number(/(?:\.|[Ll]ine )(\d+)/.exec(`${cause.field} ${cause.detail}`)?.[1] ?? 1) : 0;
    if (line === 0) return false;
    setWrong({ line, text: t(fault(text.split("\n")[line - 1] ?? "")) });
    return true;
  };
  const jump = (line: number) => {
    const area = field.current!;
    const at = text.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(at, at);
    area.scrollTop = Math.max(0, (line - 3) * parseFloat(getComputedStyle(area).lineHeight));
  };
  const save = async (version = stored.version) => {
    setBusy(true);
    try {
      const now = await api.put<WordLists>("words", { site: site.site, version, text });
      put(now);
      if (drafts.get(site.site) === text) drafts.delete(site.site); // else more was written meanwhile
      setConflict(undefined);
      toast(t("rules.saved", { n: now.entries }));
    } catch (cause) {
      if (cause instanceof Problem && cause.code === "settings_changed") setConflict(cause.now as WordLists);
      else if (!refuse(cause)) toast(wordsOf(cause), { wrong: true });
    }
    setBusy(false);
  };
  const begin = (language: keyof typeof starters) => {
    const list = starters[language];
    edit(text.trim() === "" ? list : `${text.trimEnd()}\n\n${list}`);
  };

  return (
    <section class="card lists" aria-labelledby="lists">
      <header>
        <div>
          <h2 id="lists">{t("rules.lists")}</h2>
          <p class="hint">{stored.version === 0 ? t("rules.version.none") : t("rules.version", { version: stored.version, n: stored.entries })} {changed && t("rules.unsaved", { version: stored.version + 1 })}</p>
        </div>
        {editor && (
          <p class="links" role="group" aria-label={t("rules.starter")}>
            <span class="hint" aria-hidden="true">{t("rules.starter")}</span>
            {(["vi", "en"] as const).map((language) => <Button key={language} onClick={() => begin(language)}>{t(`rules.starter.${language}`)}</Button>)}
          </p>
        )}
      </header>
      {rules.length > 0 && (
        <ul class="outline" aria-label={t("rules.outline")}>
          {rules.map(({ name, spam, line, entries }) => (
            <li key={line}><button type="button" class="link" onClick={() => jump(line)}>{name || t("rules.unnamed")}</button> <span class="hint">{t("rules.entries", { n: entries })}{spam && `, ${t("rules.spam")}`}</span></li>
          ))}
        </ul>
      )}
      <Editor label={t("rules.text")} text={text} fault={wrong} readOnly={!editor} field={field} onInput={edit} jump={jump} />
      <Trial site={site} words={text} refuse={refuse} />
      {editor && <Backtest site={site} tried={{ words: text }} refuse={refuse} />}
      {conflict && (
        <div class="notice conflict" role="alert">
          <p><b>{t("rules.conflict", { version: conflict.version })}</b></p>
          <p>{t("rules.conflict.hint")}</p>
          <Differences from={text} to={conflict.text} />
          <p class="links">
            <Button onClick={() => { put(conflict); edit(conflict.text, conflict.text); setConflict(undefined); }}>{t("rules.conflict.theirs")}</Button>
            <Button busy={busy} onClick={() => void save(conflict.version)}>{t("rules.conflict.mine")}</Button>
          </p>
        </div>
      )}
      {editor && (
        <div class="links saving">
          <Button kind="primary" busy={busy} onClick={() => (changed ? void save() : toast(t("settings.same")))}>{t("rules.save")}</Button>
          {changed && <Button kind="plain" onClick={() => edit(stored.text)}>{t("settings.discard")}</Button>}
          <span class="hint">{t("rules.save.hint")}</span>
        </div>
      )}
    </section>
  );
}

/** The lines that only one of two texts has. */
function Differences({ from, to }: { from: string; to: string }): JSX.Element {
  const lines = (text: string) => new Set(text.split("\n").map((line) => line.trim()).filter(Boolean));
  const mine = lines(from), theirs = lines(to);
  const only = (a: Set<string>, b: Set<string>) => [...a].filter((line) => !b.has(line));
  const list = (title: string, all: string[]) => all.length > 0 && (
    <div><h3>{title}</h3><ul>{all.slice(0, 20).map((line) => <li key={line}><code>{line}</code></li>)}{all.length > 20 && <li class="hint">{t("rules.conflict.more", { n: all.length - 20 })}</li>}</ul></div>
  );
  return <div class="two">{list(t("rules.conflict.added"), only(theirs, mine))}{list(t("rules.conflict.own"), only(mine, theirs))}</div>;
}
