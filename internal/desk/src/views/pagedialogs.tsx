// What has to be written to decide about a page: a title, or another page.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { toast } from "../app";
import { api, Problem } from "../api";
import type { Site } from "../types";
import { Button, Dialog, TextField, wordsOf } from "../ui";
import { t } from "../words";
import type { Page } from "./shapes";

interface Props {
  site: Site;
  page: Page;
  done: (page: Page) => void;
  onClose: () => void;
}

/** Sends a decision and closes the dialog, or says at the field why not. */
function useDecision({ site, page, done, onClose }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const send = async (body: { action: string; title?: string; target?: string }, said: string) => {
    setBusy(true);
    try {
      done((await api.post<{ page: Page }>("pages", { site: site.site, page: page.page, ...body })).page);
      toast(said);
      onClose();
    } catch (cause) {
      setBusy(false);
      setError(cause instanceof Problem && cause.code === "page_invalid" ? t("pages.alias.wrong") : wordsOf(cause));
    }
  };
  return { busy, error, setError, send };
}

/** Corrects a title, or gives the one that a page without any needs to be pinned. */
export function Retitling({ action, ...props }: Props & { action: "title" | "pin" }): JSX.Element {
  const { page, onClose } = props;
  const [title, setTitle] = useState(page.title);
  const { busy, error, setError, send } = useDecision(props);
  const submit = (event: Event) => {
    event.preventDefault();
    if (!title.trim()) setError(t("pages.title.none"));
    else void send({ action, title }, t(action === "pin" ? "pages.did.pin" : "pages.did.title", { page: title }));
  };
  return (
    <Dialog title={t(action === "pin" ? "pages.do.pin" : "pages.do.title.head")} onClose={onClose}>
      <form onSubmit={submit}>
        <TextField label={t("pages.title")} hint={t(action === "pin" ? "pages.pin.hint" : "pages.title.hint")} value={title} error={error} onInput={setTitle} />
        <p class="actions"><Button onClick={onClose}>{t("cancel")}</Button><Button type="submit" kind="primary" busy={busy}>{t(action === "pin" ? "pages.do.pin" : "save.dialog")}</Button></p>
      </form>
    </Dialog>
  );
}

/** Lets a page share the discussion of another, or ends that. */
export function Aliasing(props: Props): JSX.Element {
  const { page, onClose } = props;
  const [target, setTarget] = useState(page.alias ?? "");
  const { busy, error, setError, send } = useDecision(props);
  const submit = (event: Event) => {
    event.preventDefault();
    if (!target.trim()) setError(t("pages.alias.none"));
    else void send({ action: "alias", target: target.trim() }, t("pages.did.alias", { page: page.page, target: target.trim() }));
  };
  return (
    <Dialog title={t("pages.alias")} onClose={onClose}>
      <form onSubmit={submit}>
        <p>{t("pages.alias.hint", { page: page.title || page.page })}</p>
        <TextField label={t("pages.alias.target")} value={target} error={error} onInput={setTarget} />
        <p class="actions">
          {page.alias && <Button kind="danger" busy={busy} onClick={() => void send({ action: "unalias" }, t("pages.did.unalias", { page: page.page }))}>{t("pages.unalias")}</Button>}
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" kind="primary" busy={busy}>{t("save.dialog")}</Button>
        </p>
      </form>
    </Dialog>
  );
}
