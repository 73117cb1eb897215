// Who moderates this site, and the keys of programs. Only its owners come here.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { api } from "../api";
import { me, toast } from "../app";
import type { Role, Site } from "../types";
import { Button, Chip, Dialog, Failed, Loading, Menu, SelectField, Table, TextField, useAsk, wordsOf, type Column, type MenuItem } from "../ui";
import { ago, date, moment, t } from "../words";
import { Keys } from "./keys";
import { Sure, Secret } from "./once";
import type { Invitation, Person } from "./shapes";

const roles: readonly Role[] = ["reader", "moderator", "owner"];

/** Roles with what each may do, to choose from. */
export const roleOptions = () => roles.map((role) => [role, t(`role.long.${role}`)] as const);

export function People({ site }: { site: Site }): JSX.Element {
  const asked = useAsk<{ people: Person[] }>("people", { site: site.site });
  const [inviting, setInviting] = useState(false);
  const [invitation, setInvitation] = useState<Invitation>();
  const [removing, setRemoving] = useState<Person>();

  const attempt = async (deed: () => Promise<void>) => {
    try {
      await deed();
    } catch (cause) {
      toast(wordsOf(cause), { wrong: true });
    }
  };
  const change = (person: Person, role: Role) => attempt(async () => {
    await api.patch(`people/${person.id}`, { site: site.site, role });
    toast(t("people.changed", { name: person.name, role: t(`role.${role}`) }));
    asked.again();
  });
  const link = (person: Person) => attempt(async () => {
    setInvitation(await api.post<Invitation>(`people/${person.id}/link`, { site: site.site }));
  });
  const items = (person: Person): MenuItem[] => [
    ...roles.filter((role) => role !== person.role).map((role) => ({ words: t(`people.make.${role}`), choose: () => void change(person, role) })),
    { words: t("people.link.new"), choose: () => void link(person) },
    { words: t("remove"), danger: true, choose: () => setRemoving(person) },
  ];
  const columns: Column<Person>[] = [
    { head: t("people.name"), cell: ({ id, name }) => <><b>{name}</b>{id === me.value?.id && <span class="hint"> {t("people.you")}</span>}</> },
    { head: t("people.role"), cell: ({ role }) => t(`role.${role}`) },
    { head: t("people.since"), cell: ({ since }) => date(since) },
    { head: t("people.last"), cell: ({ last, passkeys }) => (passkeys === 0 ? <Chip kind="held">{t("people.invited")}</Chip> : last ? ago(last) : t("account.never")) },
    { head: t("actions"), bare: true, cell: (person) => <Menu label={t("people.actions", { name: person.name })} items={items(person)} /> },
  ];

  return (
    <div class="page">
      <header><h1>{t("nav.people")}</h1><Button kind="primary" onClick={() => setInviting(true)}>{t("people.invite")}</Button></header>
      <section>
        <h2>{t("people")}</h2>
        {asked.cause !== undefined ? <Failed cause={asked.cause} again={asked.again} /> : !asked.value ? <Loading rows={3} />
          : <Table label={t("people")} columns={columns} rows={asked.value.people} id={({ id }) => id} />}
      </section>
      <Keys site={site} />
      {inviting && <Inviting site={site} done={(invitation) => { setInviting(false); setInvitation(invitation); asked.again(); }} onClose={() => setInviting(false)} />}
      {invitation && (
        <Dialog title={t("people.link")} onClose={() => setInvitation(undefined)}>
          <p>{t("people.link.hint", { name: invitation.person.name, time: moment(invitation.expires) })}</p>
          <Secret label={t("people.link.label")} text={invitation.link} />
          <p class="actions"><Button onClick={() => setInvitation(undefined)}>{t("once.done")}</Button></p>
        </Dialog>
      )}
      {removing && (
        <Sure title={t("people.remove.ask", { name: removing.name })} text={t("people.remove.hint")} action={t("remove")}
          deed={() => api.del(`people/${removing.id}`, { site: site.site })}
          done={() => { toast(t("people.removed", { name: removing.name })); asked.again(); }} onClose={() => setRemoving(undefined)} />
      )}
    </div>
  );
}

function Inviting({ site, done, onClose }: { site: Site; done: (invitation: Invitation) => void; onClose: () => void }): JSX.Element {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("moderator");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (!name.trim()) {
      setWrong(t("people.name.none"));
      return;
    }
    setBusy(true);
    try {
      done(await api.post<Invitation>("people", { site: site.site, name: name.trim(), role }));
    } catch (cause) {
      setBusy(false);
      setWrong(wordsOf(cause));
    }
  };
  return (
    <Dialog title={t("people.invite")} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <TextField label={t("people.name")} hint={t("people.name.hint")} value={name} error={wrong} onInput={setName} />
        <SelectField label={t("people.role")} value={role} options={roleOptions()} onChange={setRole} />
        <p class="actions"><Button onClick={onClose}>{t("cancel")}</Button><Button type="submit" kind="primary" busy={busy}>{t("people.invite.make")}</Button></p>
      </form>
    </Dialog>
  );
}
