// Bans: those that hold, making one, ending one.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { api, Problem } from "../api";
import { may, toast } from "../app";
import { format } from "../route";
import type { Author, Ban, BanKind, Site } from "../types";
import { Button, Chip, Dialog, Empty, Failed, Loading, SelectField, Table, TextField, wordsOf, type Asked, type Column } from "../ui";
import { date, t } from "../words";
import { effectOf, kindOf, until } from "./named";
import { Sure } from "./once";

const kinds: readonly BanKind[] = ["author", "address", "email", "domain"];
const spans = ["1", "7", "30", "365", ""] as const; // days; "" is for good

export function Bans({ site, asked }: { site: Site; asked: Asked<{ bans: Ban[] }> }): JSX.Element {
  const [ending, setEnding] = useState<Ban>();
  if (asked.cause !== undefined) return <Failed cause={asked.cause} again={asked.again} />;
  if (!asked.value) return <Loading />;
  const { bans } = asked.value;
  const columns: Column<Ban>[] = [
    { head: t("bans.of"), cell: (ban) => <Banned site={site} ban={ban} /> },
    { head: t("bans.effect"), cell: ({ effect }) => <Chip kind={effect === "reject" ? "wrong" : "held"}>{effectOf(effect)}</Chip> },
    { head: t("bans.end"), cell: ({ until: time }) => until(time) },
    { head: t("bans.made"), cell: ({ made, by }) => `${made ? date(made) : ""}, ${by}` },
    { head: t("audit.why"), cell: ({ reason }) => reason },
    ...(may("moderator") ? [{ head: t("bans.lift"), bare: true, cell: (ban: Ban) => (
      <button type="button" class="link danger" aria-label={t("bans.lift.of", { what: nameOf(ban) })} onClick={() => setEnding(ban)}>{t("bans.lift")}</button>
    ) }] : []),
  ];
  return (
    <>
      {bans.length === 0 ? <Empty title={t("bans.none")}><p>{t("bans.none.hint")}</p></Empty>
        : <Table label={t("authors.show.bans")} columns={columns} rows={bans} id={({ id }) => id} />}
      {ending && (
        <Sure title={t("bans.lift.ask", { what: nameOf(ending) })} text={t("bans.lift.hint")} action={t("bans.lift")}
          deed={() => api.del(`bans/${ending.id}`, { site: site.site })}
          done={() => { toast(t("bans.lifted")); asked.again(); }} onClose={() => setEnding(undefined)} />
      )}
    </>
  );
}

const nameOf = ({ kind, value, id }: Ban) => `${kindOf(kind)} ${value ?? `…${id.slice(-6)}`}`;

function Banned({ site, ban }: { site: Site; ban: Ban }): JSX.Element {
  const { kind, value } = ban;
  return (
    <div class="named">
      <span>{kindOf(kind)}</span>
      {value === null ? <span class="hint">{t("bans.secret")}</span>
        : kind === "author" ? <a class="link small" href={format(site.site, "authors", { id: value })}>{value}</a>
        : <span class="hint">{value}</span>}
    </div>
  );
}

/** Makes a ban, of this author or of whom one names. */
export function Banning({ site, author, onClose }: { site: Site; author: Author | undefined; onClose: () => void }): JSX.Element {
  const [kind, setKind] = useState<BanKind>(author ? "author" : "domain");
  const [value, setValue] = useState(author?.id ?? "");
  const [effect, setEffect] = useState<Ban["effect"]>("reject");
  const [days, setDays] = useState<(typeof spans)[number]>("30");
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ field: string; text: string }>();
  const of = (field: string) => (wrong?.field === field ? wrong.text : undefined);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (!value.trim()) {
      setWrong({ field: "value", text: t("bans.value.none") });
      return;
    }
    setBusy(true);
    try {
      const { ban } = await api.post<{ ban: Ban }>("bans", { site: site.site, kind, value: value.trim(), effect, reason, ...(days && { days: Number(days) }) });
      toast(t("bans.made.say", { what: nameOf(ban), until: until(ban.until) }));
      onClose();
    } catch (cause) {
      setBusy(false);
      const field = cause instanceof Problem && cause.field === "reason" ? "reason" : cause instanceof Problem && cause.field === "value" ? "value" : "";
      setWrong({ field, text: field === "value" ? t(`bans.value.wrong.${kind}`) : wordsOf(cause) });
    }
  };
  return (
    <Dialog title={author ? t("bans.add.of", { name: author.name || t("authors.unknown") }) : t("bans.add")} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        {!author && (
          <>
            <SelectField label={t("bans.of")} value={kind} options={kinds.map((one) => [one, kindOf(one)] as const)} onChange={(kind) => { setKind(kind); setWrong(undefined); }} />
            <TextField label={t(`bans.value.${kind}`)} hint={t(`bans.value.hint.${kind}`)} value={value} error={of("value")} onInput={setValue} />
          </>
        )}
        <SelectField label={t("bans.effect")} hint={t("bans.effect.hint")} value={effect} options={(["reject", "hold"] as const).map((one) => [one, t(`bans.effect.long.${one}`)] as const)} onChange={setEffect} />
        <SelectField label={t("bans.span")} value={days} options={spans.map((one) => [one, one ? t("stats.days", { n: Number(one) }) : t("bans.forever")] as const)} onChange={setDays} />
        <TextField label={t("bans.reason")} hint={t("bans.reason.hint")} value={reason} error={of("reason")} onInput={setReason} />
        {of("") && <p class="error" role="alert">{of("")}</p>}
        <p class="actions"><Button onClick={onClose}>{t("cancel")}</Button><Button type="submit" kind="danger" busy={busy}>{t("bans.make")}</Button></p>
      </form>
    </Dialog>
  );
}
