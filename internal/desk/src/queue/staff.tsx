// What the newsroom does with a comment besides deciding on it: feature it, pin it,
// lock its thread, answer it, change its text.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { api } from "../api";
import { toast } from "../app";
import type { Case, Result } from "../types";
import { Button, Dialog, DialogActions, Menu, TextField, wordsOf } from "../ui";
import { t, term, type Key } from "../words";
import { again } from "./known";
import type { List } from "./list";

type Honour = "feature" | "unfeature" | "pin" | "unpin" | "lock" | "unlock";

export function StaffMenu({ comment, list }: { comment: Case["comment"]; list: List }): JSX.Element {
  const [dialog, setDialog] = useState<"edit" | "reply">();
  const honour = async (action: Honour) => {
    try {
      const { results: [result] } = await api.post<{ results: Result[] }>("actions", { site: list.site, ids: [comment.id], versions: [comment.version], action });
      if (result?.version) list.update(comment.id, { version: result.version });
      again(list.site, comment.id);
      if (result?.code) toast(result.detail ?? result.code, { wrong: true });
      else toast(t("staff.done", { name: comment.author.name, deed: term("deed", action) }));
    } catch (cause) {
      toast(wordsOf(cause), { wrong: true });
    }
  };
  const honours: Honour[] = comment.status === "published"
    ? [comment.featured ? "unfeature" : "feature", comment.pinned ? "unpin" : "pin", ...(comment.parent === null ? [comment.locked ? "unlock" : "lock"] as const : [])] : [];
  const items = [
    ...(comment.status === "published" ? [{ words: t("staff.reply"), choose: () => setDialog("reply") }] : []),
    { words: t("staff.edit"), choose: () => setDialog("edit") },
    ...honours.map((one) => ({ words: t(`staff.${one}`), choose: () => void honour(one) })),
  ];
  const done = (changed: boolean) => {
    setDialog(undefined);
    if (changed) again(list.site, comment.id);
  };
  return (
    <>
      <Menu label={t("staff.more", { name: comment.author.name })} items={items} />
      {dialog === "edit" && (
        <TextDialog title={t("staff.edit.title", { name: comment.author.name })} hint={t("staff.edit.hint")} button="save" text={comment.source} reason done={done}
          send={(text, reason) => api.post(`comments/${comment.id}/edit`, { site: list.site, version: comment.version, text, reason })} said={t("staff.edited", { name: comment.author.name })} />
      )}
      {dialog === "reply" && (
        <TextDialog title={t("staff.reply.title", { name: comment.author.name })} hint={t("staff.reply.hint")} button="staff.send" text="" done={done}
          send={(text) => api.post(`comments/${comment.id}/reply`, { site: list.site, text })} said={t("staff.replied", { name: comment.author.name })} />
      )}
    </>
  );
}

/** A text to write, and to send. */
function TextDialog({ title, hint, button, text: before, reason: asks, send, said, done }: {
  title: string; hint: string; button: Key; text: string; reason?: boolean; said: string;
  send: (text: string, reason: string) => Promise<unknown>; done: (changed: boolean) => void;
}): JSX.Element {
  const [text, setText] = useState(before);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const submit = async () => {
    if (!text.trim()) return setWrong(t("staff.none"));
    setBusy(true);
    setWrong("");
    try {
      await send(text, reason);
      toast(said);
      done(true);
    } catch (cause) {
      setWrong(wordsOf(cause));
      setBusy(false);
    }
  };
  const keys = (event: KeyboardEvent) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void submit(); };
  return (
    <Dialog title={title} onClose={() => done(false)}>
      <div class="writing" onKeyDown={keys}>
        <TextField label={t("staff.text")} hint={hint} value={text} onInput={setText} lines={8} error={wrong || undefined} />
        {asks && <TextField label={t("reason")} hint={t("reason.hint")} value={reason} onInput={setReason} />}
      </div>
      <DialogActions onCancel={() => done(false)}>
        <Button kind="primary" shortcut="Ctrl+Enter" busy={busy} onClick={() => void submit()}>{t(busy ? "working" : button)}</Button>
      </DialogActions>
    </Dialog>
  );
}
