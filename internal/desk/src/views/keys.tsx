// Keys by which programs moderate: made once, shown once, revoked.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { api } from "../api";
import { toast } from "../app";
import type { Role, Site } from "../types";
import { Button, Dialog, Failed, Loading, SelectField, Table, TextField, useAsk, wordsOf, type Column } from "../ui";
import { ago, date, t } from "../words";
import { Secret, Sure } from "./once";
import type { Key } from "./shapes";
import { roleOptions } from "./people";

const spans = ["30", "90", "365"] as const; // days

export function Keys({ site }: { site: Site }): JSX.Element {
  const asked = useAsk<{ keys: Key[] }>("keys", { site: site.site });
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Key>();
  const columns: Column<Key>[] = [
    { head: t("keys.name"), cell: ({ name }) => <b>{name}</b> },
    { head: t("people.role"), cell: ({ role }) => t(`role.${role}`) },
    { head: t("account.created"), cell: ({ created }) => date(created) },
    { head: t("keys.expires"), cell: ({ expires }) => (expires ? date(expires) : t("bans.forever")) },
    { head: t("account.used"), cell: ({ used }) => (used ? ago(used) : t("account.never")) },
    { head: t("keys.revoke"), bare: true, cell: (key) => (
      <button type="button" class="link danger" aria-label={t("keys.revoke.of", { name: key.name })} onClick={() => setRevoking(key)}>{t("keys.revoke")}</button>
    ) },
  ];
  return (
    <section>
      <div class="links"><h2>{t("keys")}</h2><span class="spring" /><Button onClick={() => setMaking(true)}>{t("keys.make")}</Button></div>
      <p class="hint">{t("keys.hint")}</p>
      {asked.cause !== undefined ? <Failed cause={asked.cause} again={asked.again} /> : !asked.value ? <Loading rows={2} />
        : asked.value.keys.length === 0 ? <p class="card none">{t("keys.none")}</p>
        : <Table label={t("keys")} columns={columns} rows={asked.value.keys} id={({ id }) => id} />}
      {making && <Making site={site} made={asked.again} onClose={() => setMaking(false)} />}
      {revoking && (
        <Sure title={t("keys.revoke.ask", { name: revoking.name })} text={t("keys.revoke.hint")} action={t("keys.revoke")}
          deed={() => api.del(`keys/${revoking.id}`, { site: site.site })}
          done={() => { toast(t("keys.revoked", { name: revoking.name })); asked.again(); }} onClose={() => setRevoking(undefined)} />
      )}
    </section>
  );
}

/** Makes a key, then shows its secret for the only time. */
function Making({ site, made, onClose }: { site: Site; made: () => void; onClose: () => void }): JSX.Element {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("moderator");
  const [days, setDays] = useState<(typeof spans)[number]>("90");
  const [secret, setSecret] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (!name.trim()) {
      setWrong(t("keys.name.none"));
      return;
    }
    setBusy(true);
    try {
      setSecret((await api.post<{ secret: string }>("keys", { site: site.site, name: name.trim(), role, days: Number(days) })).secret);
      made();
    } catch (cause) {
      setWrong(wordsOf(cause));
    }
    setBusy(false);
  };
  if (secret !== undefined) {
    return (
      <Dialog title={t("keys.made", { name })} onClose={onClose}>
        <p>{t("keys.made.hint")}</p>
        <Secret label={t("keys.secret")} text={secret} />
        <p class="actions"><Button onClick={onClose}>{t("once.done")}</Button></p>
      </Dialog>
    );
  }
  return (
    <Dialog title={t("keys.make")} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <TextField label={t("keys.name")} hint={t("keys.name.hint")} value={name} error={wrong} onInput={setName} />
        <SelectField label={t("people.role")} value={role} options={roleOptions()} onChange={setRole} />
        <SelectField label={t("keys.days")} value={days} options={spans.map((one) => [one, t("stats.days", { n: Number(one) })] as const)} onChange={setDays} />
        <p class="actions"><Button onClick={onClose}>{t("cancel")}</Button><Button type="submit" kind="primary" busy={busy}>{t("keys.make")}</Button></p>
      </form>
    </Dialog>
  );
}
