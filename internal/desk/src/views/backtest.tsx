// What lists or settings would have held among the comments that were written:
// asked before they are saved, so that nobody finds out afterwards.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api";
import { plain } from "../queue/html";
import { split } from "../queue/marks";
import { reasonWords } from "../queue/reasons";
import { format } from "../route";
import type { Queued, Site } from "../types";
import { Button, Chip, SelectField, wordsOf } from "../ui";
import { date, number, t } from "../words";
import { statusOf } from "./named";

/** A comment that would be held, and what met it. */
type Hit = Queued & { reason: string; matched: string[] };

interface Result { seen: number; held: number; published: number; authors_published: number; ms: number; next?: string | null }

/** A line of the answer. */
interface Line { progress?: { seen: number; of: number }; held?: Hit; result?: Result }

/** What is tried: lists of words, or new values of settings. */
export type Tried = { words: string } | { settings: Record<string, string> };

/** A test, as far as it has come. */
interface Test { tried: Tried; of: number; seen: number; hits: Hit[]; result?: Result; wrong?: string }

const sizes = ["1000", "10000", "100000"] as const;

/** How many hits are shown before one asks for the rest. */
const few = 5;

export function Backtest({ site, tried, refuse }: { site: Site; tried: Tried; refuse: (cause: unknown) => boolean }): JSX.Element {
  const [size, setSize] = useState<(typeof sizes)[number]>("10000");
  const [test, setTest] = useState<Test>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const run = async () => {
    running.current?.abort();
    const abort = (running.current = new AbortController());
    let now: Test = { tried, of: Number(size), seen: 0, hits: [] };
    const tell = (change: Partial<Test>) => setTest((now = { ...now, ...change }));
    tell({});
    try {
      await ask(site, now, tell, () => now, abort.signal);
    } catch (cause) {
      if (abort.signal.aborted) return;
      if (refuse(cause)) setTest(undefined);
      else tell({ wrong: wordsOf(cause) });
    }
  };
  const stop = () => {
    running.current?.abort();
    setTest(undefined);
  };
  const going = test && !test.result && !test.wrong;

  return (
    <section class="backtest" aria-labelledby="backtest">
      <h3 id="backtest">{t("backtest")}</h3>
      <p class="hint">{t("words" in tried ? "backtest.hint.words" : "backtest.hint.settings")}</p>
      <div class="links">
        <SelectField label={t("backtest.size")} value={size} options={sizes.map((one) => [one, number(Number(one))] as const)} onChange={setSize} />
        <Button busy={going} onClick={() => void run()}>{t(test?.result ? "backtest.again" : "backtest.run")}</Button>
        {going && <Button kind="plain" onClick={stop}>{t("backtest.stop")}</Button>}
      </div>
      {going && (
        <p class="progress">
          <progress aria-labelledby="backtest" max={test.of} value={test.seen} />
          <span class="hint">{t("backtest.progress", { seen: test.seen, of: test.of })}</span>
        </p>
      )}
      {test?.wrong && <p class="error" role="alert">{test.wrong}</p>}
      <div role="status">{test?.result && <Outcome site={site} test={test} result={test.result} old={JSON.stringify(test.tried) !== JSON.stringify(tried)} />}</div>
    </section>
  );
}

/**
 * Runs a test to its end. A server that must answer in bounded time says after a
 * part how to go on, and the numbers of the parts are added up.
 */
async function ask(site: Site, test: Test, tell: (change: Partial<Test>) => void, now: () => Test, abort: AbortSignal): Promise<void> {
  const sum: Result = { seen: 0, held: 0, published: 0, authors_published: 0, ms: 0 };
  for (let cursor: string | undefined; ;) {
    let last: Result | undefined;
    for await (const line of api.lines<Line>("backtest", { site: site.site, comments: test.of, ...test.tried, cursor }, abort)) {
      if (line.progress) tell({ seen: sum.seen + line.progress.seen, of: Math.max(now().seen, line.progress.of) });
      if (line.held) tell({ hits: [...now().hits, line.held] });
      if (line.result) last = line.result;
    }
    if (!last) throw new Error("the answer of the back-test ended without a result");
    for (const key of ["seen", "held", "published", "authors_published", "ms"] as const) sum[key] += last[key];
    cursor = last.next ?? undefined;
    if (!cursor || sum.seen >= test.of) return tell({ result: sum, seen: sum.seen });
  }
}

/** One sentence, one strip, then the published ones as text. */
function Outcome({ site, test, result, old }: { site: Site; test: Test; result: Result; old: boolean }): JSX.Element {
  const [all, setAll] = useState(false);
  const { held, seen, published, ms } = result;
  const hits = [...test.hits].sort((a, b) => Number(b.status === "published") - Number(a.status === "published"));
  const shown = all ? hits : hits.slice(0, few);
  const share = held > 0 ? (100 * published) / held : 0;
  return (
    <div class="outcome">
      {old && <p class="notice">{t("backtest.old")}</p>}
      <p class="sentence">{t("backtest.result", { held, seen, published })}</p>
      <p class="hint">{t("backtest.authors", { n: result.authors_published })} {t("backtest.time", { s: number(ms / 1000, { maximumFractionDigits: 1 }) })}</p>
      {held > 0 && (
        <>
          <svg class="strip" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect class="right" width={100 - share} height="20" /><rect class="wrong" x={100 - share} width={share} height="20" />
          </svg>
          <ul class="legend"><li class="right">{t("backtest.right", { n: held - published })}</li><li class="wrong">{t("backtest.wrong", { n: published })}</li></ul>
          <ul class="hits">
            {shown.map((hit) => (
              <li key={hit.id}>
                <p>{split(plain(hit.html), hit.matched).map(({ text, marked }, i) => (marked ? <mark key={i}>{text}</mark> : text))}</p>
                <Chip kind={hit.status === "published" ? "done" : hit.status === "pending" ? "held" : undefined}>{statusOf(hit.status)}</Chip>
                <p class="hint"><a class="link" href={format(site.site, "queue", { status: hit.status, id: hit.id })}>{hit.author.name}, {date(hit.created)}</a>{hit.reason && ` · ${reasonWords(hit.reason)}`}</p>
              </li>
            ))}
          </ul>
          {!all && hits.length > few && <Button onClick={() => setAll(true)}>{t("backtest.all", { n: hits.length })}</Button>}
          {all && held > hits.length && <p class="hint">{t("backtest.first", { n: hits.length })}</p>}
        </>
      )}
    </div>
  );
}
