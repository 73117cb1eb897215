// What is shown once, and what cannot be taken back.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { say } from "../app";
import { Button, Dialog, Field, wordsOf } from "../ui";
import { t } from "../words";

/** A secret to be copied: nobody can show it again. */
export function Secret({ label, text }: { label: string; text: string }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const copy = async (field: HTMLInputElement | null) => {
    field?.select(); // for those whose browser does not let us write there
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      say(t("once.copied"));
    } catch {
      setCopied(false);
    }
  };
  return (
    <div class="secret">
      <Field label={label} hint={t("once.hint")}>
        {(tied) => (
          <div class="copy">
            <input {...tied} type="text" readOnly value={text} onFocus={(event) => event.currentTarget.select()} />
            <Button icon={copied ? "check" : undefined} onClick={(event) => void copy((event.currentTarget as HTMLElement).parentElement!.querySelector("input"))}>{t(copied ? "once.copied" : "once.copy")}</Button>
          </div>
        )}
      </Field>
    </div>
  );
}

/** Asks before something is done for good. */
export function Sure({ title, text, action, deed, done, onClose }: {
  title: string;
  text: string;
  action: string;
  deed: () => Promise<unknown>;
  done: () => void;
  onClose: () => void;
}): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const go = async () => {
    setBusy(true);
    try {
      await deed();
      onClose();
      done();
    } catch (cause) {
      setBusy(false);
      setWrong(wordsOf(cause));
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      {wrong && <p class="error" role="alert">{wrong}</p>}
      <p class="actions"><Button onClick={onClose}>{t("cancel")}</Button><Button kind="danger" busy={busy} onClick={() => void go()}>{action}</Button></p>
    </Dialog>
  );
}
