// One setting as a field.

import type { JSX } from "preact";
import { known, number, t, term } from "../words";
import { settingName } from "./named";
import { fieldOf, shown } from "./settingkinds";
import type { Setting } from "./shapes";

interface Props {
  setting: Setting;
  text: string; // as it stands in the field
  changed: boolean;
  error: string | undefined;
  onInput: (text: string) => void;
}

/** What the words say of a setting, else what the server says. */
function hintOf({ key, help }: Setting): string {
  const hint = `setting.hint.${key}`;
  if (known(hint)) return t(hint);
  return known(`setting.${key}`) ? "" : help;
}

const choice = (key: string, value: string) => term("setting.choice", `${key}-${value}`);

/** A value as a person reads it. */
export function valueWords(key: string, value: string): string {
  const field = fieldOf(key);
  switch (field.kind) {
    case "choice":
      return field.values.includes(value) ? choice(key, value) : value;
    case "switch":
      return t(value === "on" ? "value.on" : "value.off");
    case "time":
      return t(`unit.${field.unit}`, { n: Number(shown(field, value)) });
    case "number":
      return Number.isNaN(Number(value)) ? value : number(Number(value));
    default:
      return value === "" ? t("value.empty") : value.replaceAll(",", ", ");
  }
}

/** Why a value was refused. */
export function wrongWords(key: string): string {
  const field = fieldOf(key);
  return field.kind === "number" || field.kind === "time" ? t("unit.range", { low: field.low, high: field.high }) : t("settings.wrong", { name: settingName(key) });
}

export function SettingField({ setting, text, changed, error, onInput }: Props): JSX.Element {
  const { key } = setting;
  const field = fieldOf(key);
  const id = `setting-${key}`;
  const hint = hintOf(setting);
  const about = { "aria-describedby": [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined, "aria-invalid": error ? true : undefined };
  const told = <>{hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}{error && <p class="error" id={`${id}-error`}>{error}</p>}</>;
  const classes = changed ? "field changed" : "field";

  switch (field.kind) {
    case "choice":
      return (
        <fieldset class={classes} {...about}>
          <legend>{settingName(key)}</legend>
          {field.values.map((value, i) => (
            <label key={value} class="check">
              <input type="radio" name={id} id={i === 0 ? id : undefined} checked={text === value} onChange={() => onInput(value)} /><span>{choice(key, value)}</span>
            </label>
          ))}
          {told}
        </fieldset>
      );
    case "switch":
      return (
        <div class={classes}>
          <label class="check"><input id={id} type="checkbox" {...about} checked={text === "on"} onChange={(e) => onInput(e.currentTarget.checked ? "on" : "off")} /><span>{settingName(key)}</span></label>
          {told}
        </div>
      );
    case "list":
      return (
        <div class={classes}>
          <label for={id}>{settingName(key)}<span class="unit">{t("unit.lines")}</span></label>
          <textarea id={id} {...about} rows={Math.max(2, Math.min(8, text.split("\n").length + 1))} spellcheck={false} value={text} onInput={(e) => onInput(e.currentTarget.value)} />
          {told}
        </div>
      );
    default: {
      const numeric = field.kind === "number" || field.kind === "time";
      return (
        <div class={numeric ? `${classes} half` : classes}>
          <label for={id}>{settingName(key)}{field.kind === "time" && <span class="unit">{t(`unit.name.${field.unit}`)}</span>}</label>
          {numeric
            ? <input id={id} {...about} type="number" inputMode="decimal" step={field.kind === "time" ? "any" : 1} min={field.low} max={field.high} value={text} onInput={(e) => onInput(e.currentTarget.value)} />
            : <input id={id} {...about} type="text" autocomplete="off" value={text} onInput={(e) => onInput(e.currentTarget.value)} />}
          {told}
        </div>
      );
    }
  }
}
