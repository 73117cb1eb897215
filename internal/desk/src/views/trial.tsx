// What the lists meet in a text that somebody might write, while it is written.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import type { Site } from "../types";
import { TextField, wordsOf } from "../ui";
import { t } from "../words";
import type { Match } from "./shapes";
import { pieces } from "./wordlists";

const pause = 350; // ms without a key, until it is asked

export function Trial({ site, words, refuse }: { site: Site; words: string; refuse: (cause: unknown) => boolean }): JSX.Element {
  const [text, setText] = useState("");
  const [found, setFound] = useState<{ text: string; matches: Match[] }>();
  const [wrong, setWrong] = useState<string>();

  useEffect(() => {
    setWrong(undefined);
    if (text.trim() === "") {
      setFound(undefined);
      return;
    }
    let over = false;
    const timer = setTimeout(() => {
      api.post<{ matches: Match[] }>("words/try", { site: site.site, words, text }).then(
        ({ matches }) => { if (!over) setFound({ text, matches }); },
        (cause: unknown) => {
          if (over) return;
          setFound(undefined);
          if (!refuse(cause)) setWrong(wordsOf(cause));
        },
      );
    }, pause);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [site.site, words, text]);

  return (
    <div class="trial">
      <TextField label={t("trial.text")} hint={t("trial.hint")} value={text} lines={2} error={wrong} onInput={setText} />
      <div role="status" class="found">
        {found && (
          <>
            <p>{pieces(found.text, found.matches).map(({ text, rule }, i) => (rule === undefined ? text : <mark key={i}>{text}</mark>))}</p>
            {found.matches.length === 0 ? <p class="hint">{t("trial.none")}</p> : (
              <ul class="hint">{found.matches.map(({ entry, rule, start }) => <li key={`${start} ${entry}`}>{t("trial.match", { entry, rule: rule === "words" ? t("rules.unnamed") : rule })}</li>)}</ul>
            )}
          </>
        )}
      </div>
    </div>
  );
}
