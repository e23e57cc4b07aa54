import type { TableProps } from "antd";
import { useState } from "react";

interface Chosen<T> {
  /** Those that are ticked, of the rows that the list shows now. */
  chosen: readonly T[];
  /** Only these stay ticked; without any, none. */
  keep: (ids?: readonly string[]) => void;
  /** For the table. */
  rowSelection: NonNullable<TableProps<T>["rowSelection"]>;
}

/** Rows of a list that are ticked. What is not on the page any more is not ticked either: nothing is done unseen. */
export function useChosen<T extends { id: string }>(
  rows: readonly T[] | undefined,
  nameOf: (row: T) => string,
  mayBe: (row: T) => boolean = () => true,
): Chosen<T> {
  const [ids, setIds] = useState<readonly string[]>([]);
  const chosen = (rows ?? []).filter((row) => ids.includes(row.id) && mayBe(row));
  return {
    chosen,
    keep: (left = []) => setIds(left),
    rowSelection: {
      selectedRowKeys: chosen.map((row) => row.id),
      onChange: (keys) => setIds(keys.map(String)),
      getCheckboxProps: (row) => ({ "aria-label": nameOf(row), disabled: !mayBe(row) }),
    },
  };
}
