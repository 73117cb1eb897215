// What was held and decided: four figures, then plots, then who did it.

import type { JSX } from "preact";
import { go, route } from "../route";
import type { Numbers, Site } from "../types";
import { Bars, Button, Choice, csv, download, Empty, Failed, Loading, Plot, Table, useAsk, type Column } from "../ui";
import { date, number, span, t } from "../words";
import { checkName } from "./named";
import { checks, decided, everyDay, kinds, share, sums, work, type Check, type Day, type Sums, type Work } from "./statistics";

const periods = ["7", "30", "90"] as const;

const percent = (part: number) => number(part, { style: "percent", maximumFractionDigits: 1 });

export function Stats({ site }: { site: Site }): JSX.Element {
  const period = periods.find((one) => one === route.value.query.days) ?? "30";
  const now = useAsk<Numbers>("numbers", { site: site.site });
  const asked = useAsk<{ days: Day[] }>("statistics", { site: site.site, days: period });
  const days = asked.value && sums(everyDay(asked.value.days, new Date(), Number(period)));
  return (
    <div class="page">
      <header>
        <h1>{t("nav.stats")}</h1>
        <Choice label={t("stats.period")} value={period} options={periods.map((one) => [one, t("stats.days", { n: Number(one) })] as const)} onChange={(days) => go("stats", { days })} />
        {days && <Button onClick={() => download(`${site.site}-${period}.csv`, file(days))}>{t("table.csv")}</Button>}
      </header>
      {now.cause !== undefined && <Failed cause={now.cause} again={now.again} />}
      {asked.cause !== undefined && <Failed cause={asked.cause} again={asked.again} />}
      {asked.value && days ? (
        <>
          <Figures now={now.value} days={days} checked={checks(asked.value.days)} />
          {asked.value.days.length === 0
            ? <Empty title={t("stats.none")}><p>{t("stats.none.hint")}</p></Empty>
            : <Plots days={days} checked={checks(asked.value.days)} done={work(asked.value.days)} />}
        </>
      ) : asked.cause === undefined && <Loading />}
    </div>
  );
}

/** The days as a file: a line each. */
function file(days: Sums[]): string {
  const heads = [t("stats.day"), t("stats.held"), t("stats.overruled"), ...kinds.map((kind) => t(`stats.${kind}`))];
  return csv(heads, days.map((one) => ({ label: one.day, values: [one.held, one.overruled, ...kinds.map((kind) => one[kind])] })));
}

function Figures({ now, days, checked }: { now: Numbers | undefined; days: Sums[]; checked: Check[] }): JSX.Element {
  const waited = now?.oldest ? Date.now() - Date.parse(now.oldest) : 0;
  const all = { held: 0, overruled: 0 };
  for (const { held, overruled } of checked) {
    all.held += held;
    all.overruled += overruled;
  }
  const made = days.reduce((sum, day) => sum + decided(day), 0);
  return (
    <dl class="figures">
      <Figure name={t("stats.waiting")} value={now ? number(now.queues.pending ?? 0) : "–"} more={now ? t("stats.spam.queue", { n: now.queues.spam ?? 0 }) : ""} />
      <Figure name={t("stats.longest")} value={now?.oldest ? span(waited) : "–"} more={t(now?.oldest ? "stats.longest.since" : "stats.longest.none", { date: now?.oldest ? date(now.oldest) : "" })} late={waited > 86_400_000} />
      <Figure name={t("stats.decided")} value={number(made)} more={t("stats.decided.day", { n: Math.round(made / days.length) })} />
      <Figure name={t("stats.mistaken")} value={all.held ? percent(share(all)) : "–"} more={t("stats.mistaken.hint", { n: all.overruled, held: all.held })} />
    </dl>
  );
}

function Figure({ name, value, more, late }: { name: string; value: string; more: string; late?: boolean }): JSX.Element {
  return <div class="card"><dt>{name}</dt><dd class={late ? "late" : undefined}>{value}</dd><dd class="more">{more}</dd></div>;
}

/** What a plot says in a sentence: when there was most. */
function peak(days: Sums[], of: (day: Sums) => number): string {
  const top = days.reduce((best, day) => (of(day) > of(best) ? day : best));
  return of(top) === 0 ? t("stats.peak.none") : t("stats.peak", { n: of(top), date: label(top.day) });
}

const label = (day: string) => `${Number(day.slice(8))}/${Number(day.slice(5, 7))}`;

function Plots({ days, checked, done }: { days: Sums[]; checked: Check[]; done: Work[] }): JSX.Element {
  const columns: Column<Work>[] = [
    { head: t("audit.who"), cell: ({ name }) => name },
    ...kinds.map((kind) => ({ head: t(`stats.${kind}`), number: true, cell: (one: Work) => number(one[kind]) })),
    { head: t("stats.undone"), number: true, cell: ({ undone }) => number(undone) },
    { head: t("stats.all"), number: true, cell: (one) => number(decided(one)) },
  ];
  return (
    <div class="plots">
      <Plot title={t("stats.decisions")} unit={peak(days, decided)}
        series={[{ words: t("stats.published"), colour: 1 }, { words: t("stats.taken"), colour: 2 }, { words: t("stats.spam"), colour: 3 }]}
        points={days.map((day) => ({ label: label(day.day), values: kinds.map((kind) => day[kind]) }))} />
      <Plot title={t("stats.helds")} unit={peak(days, ({ held }) => held)}
        series={[{ words: t("stats.held"), colour: 2 }]}
        points={days.map(({ day, held }) => ({ label: label(day), values: [held] }))} />
      {checked.length > 0 && (
        <Bars title={t("stats.checks")} unit={t("stats.checks.say", { share: percent(share(checked[0]!)), check: checkName(checked[0]!.name) })}
          series={[{ words: t("stats.rightly"), colour: 2 }, { words: t("stats.overruled"), colour: 1 }]}
          points={checked.map((check) => {
            const wrong = Math.min(check.held, check.overruled);
            return { label: checkName(check.name), values: [check.held - wrong, wrong] };
          })} />
      )}
      {done.length > 0 && (
        <div class="byone">
          <h2>{t("stats.people")}</h2>
          <Table label={t("stats.people")} columns={columns} rows={done} id={({ id }) => id} />
        </div>
      )}
    </div>
  );
}
