// A text whose lines have numbers, and one of them perhaps an error.

import type { JSX, RefObject } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../words";

/** What is wrong, and in which line, from 1. */
export interface Fault { line: number; text: string }

const syntax = [
  ["[abc]", "rules.syntax.rule"], ["[abc] spam", "rules.syntax.spam"], ["abc", "rules.syntax.word"], ["abc*", "rules.syntax.begin"],
  ["~abc", "rules.syntax.fold"], ["!abc", "rules.syntax.allow"], ["# abc", "rules.syntax.remark"],
] as const;

/** Lines do not wrap, so that the numbers beside them fit. */
export function Editor({ label, text, fault, readOnly, field, onInput, jump }: {
  label: string;
  text: string;
  fault: Fault | undefined;
  readOnly: boolean;
  field: RefObject<HTMLTextAreaElement | null>;
  onInput: (text: string) => void;
  jump: (line: number) => void;
}): JSX.Element {
  const id = useId();
  const gutter = useRef<HTMLOListElement>(null);
  const count = text.split("\n").length;
  const follow = () => { gutter.current!.scrollTop = field.current!.scrollTop; };
  useLayoutEffect(follow, [count]);
  useLayoutEffect(() => { if (fault) jump(fault.line); }, [fault]);

  return (
    <div class="field editor">
      <label for={id}>{label}</label>
      <div class={fault ? "numbered wrong" : "numbered"}>
        <ol ref={gutter} aria-hidden="true">
          {Array.from({ length: count }, (_, i) => <li key={i} class={fault?.line === i + 1 ? "wrong" : undefined}>{i + 1}</li>)}
        </ol>
        <textarea ref={field} id={id} rows={14} wrap="off" spellcheck={false} autocapitalize="off" readOnly={readOnly} value={text}
          aria-describedby={fault ? `${id}-error` : undefined} aria-invalid={fault ? true : undefined}
          onScroll={follow} onInput={(event) => onInput(event.currentTarget.value)} />
      </div>
      {fault && <p class="error" id={`${id}-error`} role="alert">{t("rules.line", { line: fault.line })} {fault.text}</p>}
      <details class="syntax">
        <summary>{t("rules.syntax")}</summary>
        <dl>{syntax.map(([code, words]) => <div key={code}><dt><code>{code}</code></dt><dd>{t(words)}</dd></div>)}</dl>
      </details>
    </div>
  );
}
