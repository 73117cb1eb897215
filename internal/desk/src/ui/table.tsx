import type { ComponentChildren, JSX } from "preact";

/** A column: its head, and what a row has in it. */
export interface Column<T> {
  head: string;
  cell: (row: T) => ComponentChildren;
  /** Numbers stand at the end, one under the other. */
  number?: boolean;
  /** The head is for those who do not see that the column is one of buttons. */
  bare?: boolean;
}

/** A table that scrolls inside of its card. */
export function Table<T>({ label, columns, rows, id }: {
  label: string; columns: readonly Column<T>[]; rows: readonly T[]; id: (row: T) => string;
}): JSX.Element {
  const side = (column: Column<T>) => (column.number ? "number" : column.bare ? "bare" : undefined);
  return (
    <section class="card table" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead><tr>{columns.map((c) => <th key={c.head} scope="col" class={side(c)}>{c.bare ? <span class="hidden">{c.head}</span> : c.head}</th>)}</tr></thead>
        <tbody>{rows.map((row) => <tr key={id(row)}>{columns.map((c) => <td key={c.head} class={side(c)}>{c.cell(row)}</td>)}</tr>)}</tbody>
      </table>
    </section>
  );
}
