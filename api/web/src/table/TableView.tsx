// The evidence table: one row a relation, both axes in words, denials beside (F3, F19); a plain table, 200 rows at a time.
import "./table.css";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { StandingBadge, StrengthMark } from "../marks.tsx";
import { useSession } from "../state/context.ts";
import type { GraphEdge } from "../state/store.ts";
import { counted, dateWords, plural } from "../words.ts";
import { COLUMNS, type ColumnKey, type Row, rowOf, sorted } from "./rows.ts";

/** Rows on one leaf (F19). */
export const LEAF = 200;

function Cell({ column, row }: { column: ColumnKey; row: Row }): JSX.Element {
  const { store } = useSession();
  const { edge } = row;
  if (column === "strength") return <StrengthMark strength={edge.attributes.strength} />;
  if (column === "standing") return <StandingBadge standing={edge.attributes.standing} />;
  if (column === "from" || column === "to") {
    const id = column === "from" ? edge.source : edge.target;
    return <button type="button" class="link" tabIndex={-1} onClick={(event) => { event.stopPropagation(); store.select([id]); }}>{row[column]}</button>;
  }
  if (column === "denied") {
    return row.denied === "" ? <span class="muted">nobody</span> : <span>{edge.attributes.denials.map((denial) => <span key={denial.sentence} class="table-clamped" title={denial.sentence}>{denial.sentence}</span>)}</span>;
  }
  if (column === "asserted" && row.asserted !== "") return <span class="table-clamped" title={row.asserted}>{row.asserted}</span>;
  if (column === "date" && row.date !== "") return <>{dateWords(row.date)}</>;
  return <>{row[column] === "" ? <span class="muted">{column === "date" ? "undated" : ""}</span> : row[column]}</>;
}

function Line({ row }: { row: Row }): JSX.Element {
  const { store } = useSession();
  const { key } = row.edge;
  const chosen = store.selection.value.has(key);
  const select = (many: boolean): void => store.select([key], many ? "toggle" : "replace");
  // Lines are keyed by their place: a filter step changes what stands in them, and makes none anew (F91).
  return (
    <tr class={chosen ? "selected" : undefined} data-id={key} onClick={(event) => select(event.ctrlKey || event.metaKey || event.shiftKey)} onMouseEnter={() => (store.hovered.value = key)} onMouseLeave={() => (store.hovered.value = null)}>
      <td><input type="checkbox" checked={chosen} aria-label={`Select: ${row.edge.attributes.sentence}`} onClick={(event) => event.stopPropagation()} onChange={() => select(true)} /></td>
      {COLUMNS.map(({ key: column, number }) => <td key={column} class={number ? `number table-${column}` : `table-${column}`}><Cell column={column} row={row} /></td>)}
    </tr>
  );
}

function Leaves({ at, count, turn }: { at: number; count: number; turn: (to: number) => void }): JSX.Element {
  const last = Math.max(0, Math.ceil(count / LEAF) - 1);
  return (
    <div class="table-leaves">
      <button type="button" disabled={at === 0} onClick={() => turn(at - 1)}>Back</button>
      <span class="number">{counted(Math.min(LEAF, count - at * LEAF), count)}</span>
      <button type="button" disabled={at >= last} onClick={() => turn(at + 1)}>Next {LEAF}</button>
    </div>
  );
}

export function TableView(): JSX.Element {
  const { store } = useSession();
  const order = useSignal<{ by: ColumnKey; down: boolean } | null>(null);
  const leaf = useSignal(0);
  const onlySelected = useSignal(false);
  const { edges } = store.visible.value;
  const nodes = store.nodes.value;
  const chosen = store.selection.value;
  const isWanted = (edge: GraphEdge): boolean => edges.has(edge.key) && (!onlySelected.value || chosen.has(edge.key) || chosen.has(edge.source) || chosen.has(edge.target));
  const wanted = [...store.edges.value.values()].filter(isWanted);
  const at = Math.min(leaf.value, Math.max(0, Math.ceil(wanted.length / LEAF) - 1));
  const onLeaf = <Item,>(items: Item[]): Item[] => items.slice(at * LEAF, (at + 1) * LEAF);
  // Without an order, only the rows of this leaf are made.
  const rows = order.value === null ? onLeaf(wanted).map((edge) => rowOf(edge, nodes)) : onLeaf(sorted(wanted.map((edge) => rowOf(edge, nodes)), order.value));
  const turnOrder = (by: ColumnKey): void => {
    const now = order.value;
    order.value = now?.by !== by ? { by, down: false } : now.down ? null : { by, down: true };
    leaf.value = 0;
  };
  return (
    <section class="panel" id="table" aria-label="Table">
      <header class="panel-head">
        <h2>Evidence table</h2>
        <span class="muted number">{plural(wanted.length, "relation")}</span>
        <label class="check small"><input type="checkbox" checked={onlySelected.value} onChange={(event) => (onlySelected.value = event.currentTarget.checked)} /> only what touches the selection</label>
      </header>
      {wanted.length === 0 ? (
        <p class="empty">{store.edges.value.size === 0 ? "Nothing is on the canvas yet. Search for an entity." : "No relation passes the filter. Loosen it, or clear it under Filter."}</p>
      ) : (
        <div class="table-scroll" tabIndex={0} role="region" aria-label="Relations, scrolls">
          <table class="plain">
            <caption class="visually-hidden">Relations in view, with strength, standing and denials</caption>
            <colgroup>
              <col class="table-select" />
              {COLUMNS.map(({ key }) => <col key={key} class={`table-col-${key}`} />)}
            </colgroup>
            <thead>
              <tr>
                <th scope="col"><span class="visually-hidden">Select</span></th>
                {COLUMNS.map(({ key, title }) => (
                  <th key={key} scope="col" aria-sort={order.value?.by !== key ? "none" : order.value.down ? "descending" : "ascending"}>
                    <button type="button" class="table-sort" onClick={() => turnOrder(key)}>{title}<span aria-hidden="true">{order.value?.by !== key ? "" : order.value.down ? " ↓" : " ↑"}</span></button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{rows.map((row, line) => <Line key={line} row={row} />)}</tbody>
          </table>
        </div>
      )}
      {wanted.length > LEAF && <Leaves at={at} count={wanted.length} turn={(to) => (leaf.value = to)} />}
    </section>
  );
}
