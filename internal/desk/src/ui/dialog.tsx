import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../words";
import { Button } from "./button";
import { Icon } from "./icon";

/** A dialog over the page, which keeps the focus until it closes. */
export function Dialog({ title, children, onClose }: { title: string; children: ComponentChildren; onClose: () => void }): JSX.Element {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    const shown = dialog.current;
    shown?.showModal();
    return () => {
      shown?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  const aside = (event: MouseEvent) => {
    if (event.target === dialog.current) onClose(); // what is around it
  };
  return (
    <dialog ref={dialog} aria-labelledby={id} onCancel={(event) => { event.preventDefault(); onClose(); }} onClick={aside}>
      <div class="dialog">
        <header><h2 id={id}>{title}</h2><button type="button" class="quiet" aria-label={t("close")} onClick={onClose}><Icon name="cross" /></button></header>
        {children}
      </div>
    </dialog>
  );
}

/** The end of a dialog: its buttons, after one that changes nothing. */
export function DialogActions({ children, onCancel }: { children: ComponentChildren; onCancel: () => void }): JSX.Element {
  return <div class="actions"><Button kind="plain" onClick={onCancel}>{t("cancel")}</Button>{children}</div>;
}
