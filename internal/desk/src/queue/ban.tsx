// Banning who wrote a comment, by one trait.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import { toast } from "../app";
import type { Ban, BanKind, Case } from "../types";
import { Button, CheckField, Dialog, DialogActions, SelectField, TextField, wordsOf } from "../ui";
import { t, term } from "../words";
import { through } from "./bulk";

/** Days that a ban can last; "" is for good. */
const times = ["1", "7", "30", "365", ""] as const;

export function BanDialog({ site, comment, done }: { site: string; comment: Case["comment"]; done: (made: boolean) => void }): JSX.Element {
  const [kind, setKind] = useState<BanKind>("author");
  const [effect, setEffect] = useState<Ban["effect"]>("reject");
  const [days, setDays] = useState<string>("30");
  const [reason, setReason] = useState("");
  const [also, setAlso] = useState(false);
  const [counted, setCounted] = useState<number>();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const [leave] = useState(() => new AbortController());
  useEffect(() => {
    through(site, { author: comment.author.id }, { action: "reject", dry_run: true }, leave.signal, () => {})
      .then(setCounted, (cause: unknown) => setWrong(wordsOf(cause)));
    return () => leave.abort();
  }, []);
  const kinds: BanKind[] = comment.email ? ["author", "address", "email", "domain"] : ["author", "address"];
  const start = async () => {
    setBusy(true);
    setWrong("");
    try {
      await api.post("bans", { site, kind, comment: comment.id, effect, reason, ...(days ? { days: Number(days) } : {}) });
      // The ban first: what is written meanwhile meets it.
      if (also) await through(site, { author: comment.author.id }, { action: "reject", dry_run: false, reason }, leave.signal, () => {});
      toast(t("ban.done", { name: comment.author.name }));
      done(true);
    } catch (cause) {
      setWrong(wordsOf(cause));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("ban.title", { name: comment.author.name })} onClose={() => done(false)}>
      <SelectField label={t("ban.by")} hint={t(`ban.hint.${kind}`)} value={kind} onChange={setKind} options={kinds.map((one) => [one, term("ban", one)] as const)} />
      <SelectField label={t("ban.effect")} value={effect} onChange={setEffect} options={[["reject", t("ban.reject")], ["hold", t("ban.hold")]]} />
      <SelectField label={t("ban.long")} value={days} onChange={setDays} options={times.map((one) => [one, one ? t("span.days", { n: Number(one) }) : t("ban.for.good")] as const)} />
      <TextField label={t("reason")} hint={t("ban.reason.hint")} value={reason} onInput={setReason} />
      <p class="say" role="status">{counted === undefined ? t("bulk.counting") : t("ban.touches", { n: counted })}</p>
      {!!counted && <CheckField checked={also} label={t("ban.also", { n: counted })} onChange={setAlso} />}
      {wrong && <p class="error" role="alert">{wrong}</p>}
      <DialogActions onCancel={() => done(false)}>
        <Button kind="danger" icon="lock" busy={busy} onClick={() => void start()}>{t(busy ? "working" : "ban.start")}</Button>
      </DialogActions>
    </Dialog>
  );
}
