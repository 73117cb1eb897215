// What stands in for content: nothing yet, nothing there, nothing came.

import type { ComponentChildren, JSX } from "preact";
import { Problem } from "../api";
import { t } from "../words";
import type { Listed } from "./ask";
import { Button } from "./button";

/** Nothing is there: a drawing in line, what that means, what happens next. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <svg viewBox="0 0 96 72" aria-hidden="true" focusable="false">
        <path d="M14 58h68M22 58V26a6 6 0 0 1 6-6h40a6 6 0 0 1 6 6v32M34 34h28M34 44h18" /><path class="accent" d="m60 46 6 6 12-14" />
      </svg>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** It is on its way: grey rows, as high as what comes. */
export function Loading({ rows = 6 }: { rows?: number }): JSX.Element {
  return (
    <div class="loading" role="status">
      <span class="hidden">{t("loading")}</span>
      {Array.from({ length: rows }, (_, i) => <div key={i} class="bone" aria-hidden="true"><i /><i /><i /></div>)}
    </div>
  );
}

/** The words for what went wrong. */
export function wordsOf(cause: unknown): string {
  if (cause instanceof Problem) return cause.words;
  throw cause; // a defect of ours, which nobody should be told is the server's
}

/** It did not come: why, and asking again. */
export function Failed({ cause, again }: { cause: unknown; again?: (() => void) | undefined }): JSX.Element {
  return (
    <div class="failed" role="alert">
      <p><b>{t("failed")}</b> {wordsOf(cause)}</p>
      {again && <Button onClick={again}>{t("retry")}</Button>}
    </div>
  );
}

/** The end of a list that comes in parts: the button for the next one, or why it did not come. */
export function More({ list }: { list: Pick<Listed<unknown>, "loading" | "cause" | "more" | "again"> }): JSX.Element | null {
  if (list.cause) return <Failed cause={list.cause} again={list.more ?? list.again} />;
  if (list.loading) return <Loading rows={2} />;
  return list.more ? <p class="more"><Button onClick={list.more}>{t("more")}</Button></p> : null;
}
