// The site's settings: seen by all who moderate, changed by its owners.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { api, Problem } from "../api";
import { may, toast } from "../app";
import { format } from "../route";
import type { Decision, Site } from "../types";
import { Button, Failed, Loading, useAsk, wordsOf } from "../ui";
import { ago, t } from "../words";
import { Backtest } from "./backtest";
import { settingName } from "./named";
import { SettingField, valueWords, wrongWords } from "./settingfield";
import { fieldOf, groups, same, shown, tried, written } from "./settingkinds";
import type { Setting, Settings as Stored } from "./shapes";

export function Settings({ site }: { site: Site }): JSX.Element {
  const asked = useAsk<Stored>("settings", { site: site.site });
  return (
    <div class="page narrow">
      <header><h1>{t("nav.settings")}</h1></header>
      {asked.cause ? <Failed cause={asked.cause} again={asked.again} /> : !asked.value ? <Loading /> : <Form site={site} stored={asked.value} put={asked.put} />}
    </div>
  );
}

/** A value before and after. */
interface Change { key: string; old: string; now: string }

function differences(before: Setting[], after: Setting[]): Change[] {
  const old = new Map(before.map(({ key, value }) => [key, value]));
  return after.flatMap(({ key, value }) => (same(fieldOf(key), old.get(key) ?? "", value) ? [] : [{ key, old: old.get(key) ?? "", now: value }]));
}

/** What is changed and not saved, by site and key: whoever looks at another section finds it again. */
const unsaved = new Map<string, Record<string, string>>();

function Form({ site, stored, put }: { site: Site; stored: Stored; put: (settings: Stored) => void }): JSX.Element {
  const [drafts, setDrafts] = useState(unsaved.get(site.site) ?? {}); // by key, as they stand in the fields
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState<Change[]>();
  const [conflict, setConflict] = useState<{ changes: Change[]; by: Decision | undefined }>();
  const owner = may("owner");

  const changes = stored.settings.flatMap(({ key, value }): Change[] => {
    const draft = drafts[key];
    const now = draft === undefined ? value : written(fieldOf(key), draft);
    return same(fieldOf(key), value, now) ? [] : [{ key, old: value, now }];
  });
  const trial = Object.fromEntries(changes.filter(({ key }) => tried.includes(key)).map(({ key, now }) => [key, now]));
  const mode = drafts.mode ?? stored.settings.find(({ key }) => key === "mode")?.value;
  const keep = (all: Record<string, string>) => {
    unsaved.set(site.site, all);
    setDrafts(all);
  };
  const edit = (key: string, text: string) => {
    keep({ ...drafts, [key]: text });
    setErrors(({ [key]: _, ...rest }) => rest);
    setSaved(undefined);
  };

  const save = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (changes.length === 0) {
      toast(t("settings.same"));
      return;
    }
    setBusy(true);
    try {
      const now = await api.patch<Stored>("settings", { site: site.site, version: stored.version, settings: Object.fromEntries(changes.map(({ key, now }) => [key, now])) });
      setSaved(differences(stored.settings, now.settings));
      keep(Object.fromEntries(Object.entries(unsaved.get(site.site) ?? {}).filter(([key, text]) => text !== drafts[key]))); // what was written meanwhile
      setConflict(undefined);
      put(now);
      toast(t("settings.saved"));
    } catch (cause) {
      await refused(cause);
    }
    setBusy(false);
  };
  /** Says at its field that a value cannot be, if that is what is wrong. */
  const refuse = (cause: unknown): boolean => {
    const key = cause instanceof Problem ? cause.field.replace(/^settings\./, "") : "";
    if (!stored.settings.some((one) => one.key === key)) return false;
    setErrors({ [key]: wrongWords(key) });
    document.getElementById(`setting-${key}`)?.focus();
    return true;
  };
  const refused = async (cause: unknown) => {
    if (cause instanceof Problem && cause.code === "settings_changed") {
      const now = cause.now as Stored;
      const changes = differences(stored.settings, now.settings);
      setConflict({ changes, by: undefined });
      put(now);
      // Who it was is good to know, and not worth an error.
      const log = await api.get<{ decisions: Decision[] }>("audit", { site: site.site, kind: "settings", limit: 10 }).catch(() => undefined);
      setConflict({ changes, by: log?.decisions.find(({ action }) => action === "set") });
    } else if (!refuse(cause)) {
      toast(wordsOf(cause), { wrong: true });
    }
  };

  const byKey = new Map(stored.settings.map((one) => [one.key, one]));
  const placed = new Set(groups.flatMap(({ keys }) => keys));
  const others = stored.settings.filter(({ key }) => !placed.has(key)).map(({ key }) => key);
  const field = (key: string) => {
    const setting = byKey.get(key);
    if (!setting || (key === "hold-first" && mode !== "first")) return null;
    const draft = drafts[key];
    return <SettingField key={key} setting={setting} text={draft ?? shown(fieldOf(key), setting.value)} changed={changes.some((one) => one.key === key)} error={errors[key]} onInput={(text) => edit(key, text)} />;
  };

  return (
    <form class="settings" onSubmit={(event) => void save(event)} noValidate>
      {!owner && <p class="notice">{t("settings.readonly")}</p>}
      <fieldset disabled={!owner}>
        {groups.map(({ name, keys }) => (
          <section key={name} class="card form" aria-labelledby={`group-${name}`}>
            <h2 id={`group-${name}`}>{t(`settings.group.${name}`)}</h2>
            {keys.map(field)}
          </section>
        ))}
        {others.length > 0 && (
          <section class="card form" aria-labelledby="group-other"><h2 id="group-other">{t("settings.group.other")}</h2>{others.map(field)}</section>
        )}
      </fieldset>
      {owner && Object.keys(trial).length > 0 && <div class="card lists"><Backtest site={site} tried={{ settings: trial }} refuse={refuse} /></div>}
      {owner && (
        <div class="card form savebar">
          {conflict && <Conflict {...conflict} />}
          {(changes.length > 0 || saved) && (
            <div role="group" aria-label={t(changes.length > 0 ? "settings.changes" : "settings.saved")}>
              <h2>{changes.length > 0 ? t("settings.changes") : t("settings.saved.version", { version: stored.version })}</h2>
              <List changes={changes.length > 0 ? changes : saved ?? []} />
            </div>
          )}
          <p class="links">
            <Button type="submit" kind="primary" busy={busy}>{t("settings.save")}</Button>
            {changes.length > 0 && <Button kind="plain" onClick={() => { keep({}); setErrors({}); }}>{t("settings.discard")}</Button>}
            <span class="hint">{t("settings.logged")} <a class="link" href={format(site.site, "audit", { kind: "settings" })}>{t("nav.audit")}</a></span>
          </p>
        </div>
      )}
    </form>
  );
}

function List({ changes }: { changes: Change[] }): JSX.Element {
  return (
    <ul class="changes">
      {changes.map(({ key, old, now }) => <li key={key}><b>{settingName(key)}:</b> {valueWords(key, old)} → {valueWords(key, now)}</li>)}
    </ul>
  );
}

/** Somebody else was quicker: what they changed. One's own changes stay in the fields. */
function Conflict({ changes, by }: { changes: Change[]; by: Decision | undefined }): JSX.Element {
  return (
    <div class="notice conflict" role="alert">
      <p><b>{by ? t("settings.conflict.by", { name: by.moderator.name, time: ago(by.time) }) : t("settings.conflict")}</b></p>
      <List changes={changes} />
      <p>{t("settings.conflict.hint")}</p>
    </div>
  );
}
