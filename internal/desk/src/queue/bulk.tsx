// Deciding on all that one author wrote, or that came from one network address:
// first it is counted, then done, in steps.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api";
import { toast } from "../app";
import type { Author } from "../types";
import { Button, Choice, Dialog, DialogActions, TextField, wordsOf } from "../ui";
import { t } from "../words";

type BulkAction = "reject" | "spam" | "delete";
const all: readonly BulkAction[] = ["reject", "spam", "delete"];

interface Step { touched: number; next: string | null }

/** Whose comments: the author's of this one, or all from its network address. */
export type Whose = "author" | "address";

/** Goes through all that an author wrote, or that came from an address; tells after each step how many it came to. Stops when the signal says so. */
export async function through(site: string, of: { author: string } | { comment: string }, order: { action: BulkAction; dry_run: boolean; reason?: string }, abort: AbortSignal, tell: (n: number) => void): Promise<number> {
  let n = 0;
  let cursor: string | null = null;
  do {
    const [path, more] = "author" in of ? [`authors/${of.author}`, {}] : ["addresses", of];
    const step: Step = await api.post(path, { site, ...more, ...order, ...(cursor === null ? {} : { cursor }) });
    if (abort.aborted) return n;
    n += step.touched;
    cursor = step.next;
    tell(n);
  } while (cursor !== null);
  return n;
}

export function BulkDialog({ site, author, comment, done }: { site: string; author: Author; comment: string; done: (touched: number) => void }): JSX.Element {
  const [action, setAction] = useState<BulkAction>("reject");
  const [whose, setWhose] = useState<Whose>("author");
  const of = whose === "author" ? { author: author.id } : { comment };
  const [reason, setReason] = useState("");
  const [counted, setCounted] = useState<number>();
  const [progress, setProgress] = useState<number>();
  const [wrong, setWrong] = useState("");
  const leave = useRef(new AbortController());
  useEffect(() => () => leave.current.abort(), []);
  useEffect(() => {
    const abort = new AbortController();
    setCounted(undefined);
    setWrong("");
    through(site, of, { action, dry_run: true }, abort.signal, () => {})
      .then((n) => { if (!abort.signal.aborted) setCounted(n); }, (cause: unknown) => { if (!abort.signal.aborted) setWrong(wordsOf(cause)); });
    return () => abort.abort();
  }, [action, whose]);
  const start = () => {
    if (!counted) return done(0);
    setWrong("");
    setProgress(0);
    through(site, of, { action, dry_run: false, reason }, leave.current.signal, setProgress).then((n) => {
      toast(t("bulk.done", { n, name: author.name }));
      done(n);
    }, (cause: unknown) => {
      setProgress(undefined);
      setWrong(wordsOf(cause));
    });
  };
  return (
    <Dialog title={t("bulk.title", { name: author.name })} onClose={() => done(progress ?? 0)}>
      <Choice label={t("bulk.whose")} value={whose} onChange={setWhose} options={(["author", "address"] as const).map((one) => [one, t(`bulk.of.${one}`)] as const)} />
      <Choice label={t("bulk.action")} value={action} onChange={setAction} options={all.map((one) => [one, t(`bulk.${one}`)] as const)} />
      <p class="say" role="status">{counted === undefined ? t("bulk.counting") : t("bulk.touches", { n: counted })}</p>
      <TextField label={t("reason")} hint={t("reason.hint")} value={reason} onInput={setReason} />
      {wrong && <p class="error" role="alert">{wrong}</p>}
      <DialogActions onCancel={() => done(progress ?? 0)}>
        <Button kind="danger" busy={counted === undefined || progress !== undefined} onClick={start}>
          {progress !== undefined ? t("bulk.progress", { n: progress, of: counted ?? 0 }) : counted ? t("bulk.start", { n: counted }) : t("close")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
