import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  label: string;
  hint?: string | undefined;
  /** What is wrong with it, said where it is. */
  error?: string | undefined;
}

/** What ties a control to its label, hint and error. */
interface Tied { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean | undefined }

/** A label with its control, and what is to be said of it. */
export function Field({ label, hint, error, children }: FieldProps & { children: (tied: Tied) => ComponentChildren }): JSX.Element {
  const id = useId();
  const told = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, "aria-describedby": told, "aria-invalid": error ? true : undefined })}
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
    </div>
  );
}

interface TextProps extends FieldProps {
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "email" | "number" | "search" | "date" | undefined;
  /** Several lines, in the letters of code. */
  lines?: number | undefined;
  placeholder?: string | undefined;
  autocomplete?: string | undefined;
  required?: boolean | undefined;
}

/** A field for text. */
export function TextField({ value, onInput, type = "text", lines, placeholder, autocomplete = "off", required, ...field }: TextProps): JSX.Element {
  return (
    <Field {...field}>
      {(tied) => lines
        ? <textarea {...tied} rows={lines} value={value} spellcheck={false} placeholder={placeholder} onInput={(event) => onInput(event.currentTarget.value)} />
        : <input {...tied} type={type as "text"} value={value} placeholder={placeholder} autocomplete={autocomplete} required={required}
          onInput={(event) => onInput(event.currentTarget.value)} />}
    </Field>
  );
}

/** A field for one of several: pairs of value and words. */
export function SelectField<T extends string>({ value, options, onChange, ...field }: FieldProps & {
  value: T; options: readonly (readonly [T, string])[]; onChange: (value: T) => void;
}): JSX.Element {
  return (
    <Field {...field}>
      {(tied) => (
        <select {...tied} value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
          {options.map(([one, words]) => <option key={one} value={one}>{words}</option>)}
        </select>
      )}
    </Field>
  );
}

/** A box to tick, with its words around it. */
export function CheckField({ checked, label, onChange }: { checked: boolean; label: string; onChange: (checked: boolean) => void }): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}

/** One of a few, side by side, as buttons: pairs of value and words. */
export function Choice<T extends string>({ label, value, options, onChange }: {
  label: string; value: T; options: readonly (readonly [T, string])[]; onChange: (value: T) => void;
}): JSX.Element {
  return (
    <div class="choice" role="group" aria-label={label}>
      {options.map(([one, words]) => <button key={one} type="button" aria-pressed={one === value} onClick={() => onChange(one)}>{words}</button>)}
    </div>
  );
}
