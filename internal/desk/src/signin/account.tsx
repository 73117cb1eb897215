// One's own account: passkeys, sessions, recovery codes, and choices of this device.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { api } from "../api";
import { me, reasons, shortcuts, toast } from "../app";
import type { Me } from "../types";
import { Button, CheckField, Failed, Loading, Table, TextField, useAsk, wordsOf } from "../ui";
import { ago, date, t } from "../words";
import { useDeed } from "./signin";
import { makePasskey } from "./webauthn";

interface Passkey { id: string; name: string; created: string; used: string | null }
interface Session { id: string; created: string; used: string | null; current: boolean; agent: string }

/** Does something and tells in the toast why it could not be done. */
function attempt(deed: () => Promise<void>): void {
  deed().catch((cause: unknown) => toast(wordsOf(cause), { wrong: true }));
}

export function Account(): JSX.Element {
  return (
    <div class="page narrow">
      <header><h1>{t("account")}</h1><span class="muted">{me.value?.name}</span></header>
      {me.value?.account ? <p class="hint">{t("account.newsroom")}</p> : <><Passkeys /><Codes /></>}
      <Sessions />
      <section class="card form">
        <h2>{t("account.preferences")}</h2>
        <CheckField checked={shortcuts.value === "on"} label={t("account.shortcuts")} onChange={(on) => { shortcuts.value = on ? "on" : "off"; }} />
        <CheckField checked={reasons.value === "on"} label={t("account.reasons")} onChange={(on) => { reasons.value = on ? "on" : "off"; }} />
      </section>
    </div>
  );
}

function Passkeys(): JSX.Element {
  const asked = useAsk<{ passkeys: Passkey[] }>("me/passkeys", {});
  const [name, setName] = useState("");
  const [missing, setMissing] = useState(false);
  const [busy, wrong, start] = useDeed();
  const add = (event: Event) => {
    event.preventDefault();
    setMissing(!name.trim());
    if (!name.trim()) return;
    start(async () => {
      me.value = await makePasskey(name.trim());
      setName("");
      asked.again();
    });
  };
  const remove = (one: Passkey) => attempt(async () => {
    await api.del(`me/passkeys/${one.id}`);
    asked.again();
  });
  return (
    <section>
      <h2>{t("account.passkeys")}</h2>
      <p class="hint">{t("account.passkeys.hint")}</p>
      {asked.cause ? <Failed cause={asked.cause} again={asked.again} /> : !asked.value ? <Loading rows={2} /> : (
        <Table label={t("account.passkeys")} rows={asked.value.passkeys} id={({ id }) => id} columns={[
          { head: t("passkey.name"), cell: (one) => one.name },
          { head: t("account.created"), cell: (one) => date(one.created) },
          { head: t("account.used"), cell: (one) => (one.used ? ago(one.used) : t("account.never")) },
          { head: t("remove"), bare: true, cell: (one) => (
            <button type="button" class="link danger" aria-label={t("account.passkey.remove", { name: one.name })} onClick={() => remove(one)}>{t("remove")}</button>
          ) },
        ]} />
      )}
      <form class="card form line" onSubmit={add} noValidate>
        <TextField label={t("passkey.name")} hint={t("passkey.name.hint")} value={name} onInput={setName} error={missing ? t("passkey.name.none") : wrong || undefined} />
        <Button type="submit" icon="key" busy={busy}>{t(busy ? "working" : "account.passkey.add")}</Button>
      </form>
    </section>
  );
}

function Codes(): JSX.Element {
  const [codes, setCodes] = useState<string[]>();
  const [busy, wrong, start] = useDeed();
  const make = () => start(async () => {
    const made = await api.post<{ codes: string[] }>("me/recovery-codes", {});
    setCodes(made.codes);
    me.value = await api.get<Me>("me");
  });
  const copy = () => attempt(async () => {
    await navigator.clipboard.writeText(codes?.join("\n") ?? "");
    toast(t("account.codes.copied"));
  });
  return (
    <section class="card form">
      <h2>{t("account.codes")}</h2>
      <p class="hint">{t("account.codes.left", { n: me.value?.recovery_codes ?? 0 })} {t("account.codes.replace")}</p>
      {codes && <><p>{t("account.codes.once")}</p><ol class="codes">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ol></>}
      {wrong && <p class="error" role="alert">{wrong}</p>}
      <p class="links">
        <Button busy={busy} onClick={make}>{t(busy ? "working" : "account.codes.make")}</Button>
        {codes && <Button kind="plain" onClick={copy}>{t("account.codes.copy")}</Button>}
      </p>
    </section>
  );
}

function Sessions(): JSX.Element {
  const asked = useAsk<{ sessions: Session[] }>("me/sessions", {});
  const end = (one: Session) => attempt(async () => {
    await api.del(`me/sessions/${one.id}`);
    asked.again();
  });
  return (
    <section>
      <h2>{t("account.sessions")}</h2>
      {asked.cause ? <Failed cause={asked.cause} again={asked.again} /> : !asked.value ? <Loading rows={2} /> : (
        <Table label={t("account.sessions")} rows={asked.value.sessions} id={({ id }) => id} columns={[
          { head: t("account.device"), cell: (one) => one.agent },
          { head: t("account.created"), cell: (one) => date(one.created) },
          { head: t("account.used"), cell: (one) => (one.used ? ago(one.used) : t("account.never")) },
          { head: t("account.session.end"), bare: true, cell: (one) => (one.current
            ? <span class="muted">{t("account.session.current")}</span>
            : <button type="button" class="link danger" onClick={() => end(one)}>{t("account.session.end")}</button>) },
        ]} />
      )}
    </section>
  );
}
