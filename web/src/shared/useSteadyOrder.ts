import { type FocusEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";

type Places = ReadonlyMap<string, number>;

export interface SteadyOrder<Row> {
  rows: Row[];
  /** For the element around the rows. */
  around: {
    onPointerEnter: () => void;
    onPointerLeave: () => void;
    onFocus: () => void;
    onBlur: (event: FocusEvent) => void;
  };
}

/**
 * Rows that change places by themselves stay where they are while somebody points at them or has the focus among
 * them: what he is about to choose does not move away. Rows that are new meanwhile come last.
 */
export function useSteadyOrder<Row extends { id: string }>(sorted: Row[]): SteadyOrder<Row> {
  const [held, setHeld] = useState<Places | null>(null);
  const rows = useMemo(() => (held === null ? sorted : inPlaces(sorted, held)), [sorted, held]);
  const shown = useRef(rows);
  const by = useRef({ pointer: false, focus: false });
  useEffect(() => {
    shown.current = rows;
  }, [rows]);

  const look = useCallback(() => {
    if (by.current.pointer || by.current.focus) setHeld((places) => places ?? placesOf(shown.current));
    else setHeld(null);
  }, []);
  const around = useMemo(
    () => ({
      onPointerEnter: () => {
        by.current.pointer = true;
        look();
      },
      onPointerLeave: () => {
        by.current.pointer = false;
        look();
      },
      onFocus: () => {
        by.current.focus = true;
        look();
      },
      onBlur: (event: FocusEvent) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        by.current.focus = false;
        setTimeout(look); // it may be on its way into a menu that was opened from here
      },
    }),
    [look],
  );
  return { rows, around };
}

function placesOf(rows: readonly { id: string }[]): Places {
  return new Map(rows.map((row, place) => [row.id, place]));
}

function inPlaces<Row extends { id: string }>(sorted: readonly Row[], places: Places): Row[] {
  const place = (row: Row) => places.get(row.id) ?? places.size;
  return [...sorted].sort((a, b) => place(a) - place(b)); // stable: new ones among each other as they are sorted
}
