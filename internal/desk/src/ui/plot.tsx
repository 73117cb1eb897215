// Plots are sentences with a drawing: title, unit and legend in words, and the
// same numbers as a table on request.

import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { number, t } from "../words";
import { Table } from "./table";

/** What is drawn in one colour: 1 blue, 2 amber, 3 grey. */
export interface Series { words: string; colour: 1 | 2 | 3 }

/** A place on the axis, with a value for each series. */
export interface Point { label: string; values: readonly number[] }

interface PlotProps { title: string; unit: string; series: readonly Series[]; points: readonly Point[] }

const height = 200, foot = 24, side = 44; // px

/** A round number that is not below n, for the top of an axis. */
export function ceiling(n: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(n, 1)));
  return [1, 2, 5, 10].map((factor) => factor * unit).find((top) => top >= n) ?? n;
}

/** How wide the element is, in px; 0 until it is there. The plot is drawn for it, so that its words keep their size. */
function useWidth(): [{ current: HTMLDivElement | null }, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current!;
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    setWidth(element.clientWidth);
    return () => watch.disconnect();
  }, []);
  return [box, width];
}

/** Columns, one a point, their series one on the other. */
export function Plot({ title, unit, series, points }: PlotProps): JSX.Element {
  const [box, width] = useWidth();
  const top = ceiling(Math.max(1, ...points.map(({ values }) => values.reduce((a, b) => a + b, 0))));
  const step = Math.max(width - side, 0) / Math.max(points.length, 1);
  const scale = (height - foot - 8) / top;
  const every = Math.max(1, Math.ceil(56 / Math.max(step, 1))); // a label has some 56 px
  return (
    <Figure title={title} unit={unit} series={series} points={points}>
      <div class="drawing" ref={box}>{width > 0 && <svg width={width} height={height} role="img" aria-label={`${title} (${unit})`}>
        {[0, top / 2, top].filter(Number.isInteger).map((value) => {
          const y = height - foot - value * scale;
          return <g key={value}><path class="grid" d={`M${side} ${y}H${width}`} /><text x={side - 8} y={y + 4} text-anchor="end">{number(value)}</text></g>;
        })}
        {points.map(({ label, values }, i) => {
          let y = height - foot;
          const x = side + i * step;
          return (
            <g key={label}>
              {values.map((value, j) => {
                const tall = value * scale;
                y -= tall;
                return <rect key={j} class={`colour${series[j]?.colour}`} x={x + step * 0.15} y={y} width={step * 0.7} height={tall} />;
              })}
              {i % every === 0 && <text x={x + step / 2} y={height - 6} text-anchor="middle">{label}</text>}
            </g>
          );
        })}
      </svg>}</div>
    </Figure>
  );
}

/** Bars, one a row, with the number at the end. */
export function Bars({ title, unit, series, points }: PlotProps): JSX.Element {
  const most = Math.max(1, ...points.map(({ values }) => values.reduce((a, b) => a + b, 0)));
  return (
    <Figure title={title} unit={unit} series={series} points={points}>
      <ul class="bars">
        {points.map(({ label, values }) => {
          let x = 0;
          return (
            <li key={label}>
              <span>{label}</span>
              <svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                {values.map((value, j) => {
                  const long = (value / most) * 100;
                  x += long;
                  return <rect key={j} class={`colour${series[j]?.colour}`} x={x - long} y="0" width={long} height="14" />;
                })}
              </svg>
              <span class="number">{number(values.reduce((a, b) => a + b, 0))}</span>
            </li>
          );
        })}
      </ul>
    </Figure>
  );
}

function Figure({ title, unit, series, points, children }: PlotProps & { children: JSX.Element }): JSX.Element {
  const [table, showTable] = useState(false);
  const columns = [
    { head: title, cell: (point: Point) => point.label },
    ...series.map(({ words }, j) => ({ head: words, cell: (point: Point) => number(point.values[j] ?? 0), number: true })),
  ];
  return (
    <figure class="card plot">
      <figcaption><h2>{title}</h2><p class="hint">{unit}</p></figcaption>
      {series.length > 1 && <ul class="legend">{series.map(({ words, colour }) => <li key={words} class={`colour${colour}`}>{words}</li>)}</ul>}
      {children}
      <p class="links">
        <button type="button" class="link" aria-expanded={table} onClick={() => showTable(!table)}>{t(table ? "table.hide" : "table.show")}</button>
        <button type="button" class="link" onClick={() => download(`${title}.csv`, csv([title, ...series.map(({ words }) => words)], points))}>{t("table.csv")}</button>
      </p>
      {table && <Table label={title} columns={columns} rows={points} id={({ label }) => label} />}
    </figure>
  );
}

/** Rows with commas between; a cell that a spreadsheet would take for a formula is text. */
export function csv(heads: readonly string[], points: readonly Point[]): string {
  const cell = (value: string | number) => {
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [heads, ...points.map(({ label, values }) => [label, ...values])].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** Gives a text to the browser as a file. */
export function download(name: string, text: string, type = "text/csv"): void {
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: `${type};charset=utf-8` }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
