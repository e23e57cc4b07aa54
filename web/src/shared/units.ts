import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Unit } from "@/api/types";
import { pickText } from "./format";

const NONE: Unit[] = [];

/** The company's tree of units, those that are closed among them, with the state of its reading. */
export function useUnitQuery() {
  return useQuery({ queryKey: ["units"], queryFn: () => take(api.GET("/api/v1/units")), staleTime: 60_000 });
}

/** The same, empty until it has been read. */
export function useUnits(): Unit[] {
  return useUnitQuery().data ?? NONE;
}

/** A unit's name in the page's language by its id; nothing for one that is not known. */
export function useUnitName(): (id: string | null | undefined) => string {
  const { i18n } = useTranslation();
  const units = useUnits();
  const names = useMemo(() => new Map(units.map((unit) => [unit.id, { zh: unit.name_zh, en: unit.name_en }])), [units]);
  return useCallback((id) => (id ? pickText(names.get(id), i18n.language) : ""), [names, i18n.language]);
}

export interface UnitNode {
  value: string;
  title: string;
  children: UnitNode[];
}

/** Open units as a tree to choose from. A unit whose parent is not there stands at the top. */
export function treeOf(units: readonly Unit[], language: string): UnitNode[] {
  const open = units.filter((unit) => !unit.closed);
  const known = new Set(open.map((unit) => unit.id));
  const below = (parent: string | null): UnitNode[] =>
    open
      .filter((unit) => (parent === null ? !unit.parent_id || !known.has(unit.parent_id) : unit.parent_id === parent))
      .sort((a, b) => a.place - b.place)
      .map((unit) => ({
        value: unit.id,
        title: pickText({ zh: unit.name_zh, en: unit.name_en }, language),
        children: below(unit.id),
      }));
  return below(null);
}

/** How many people belong to these units and those below them. */
export function peopleIn(units: readonly Unit[], chosen: readonly string[]): number {
  return units
    .filter((unit) => chosen.some((id) => unit.path.includes(`/${id}/`)))
    .reduce((sum, unit) => sum + (unit.users ?? 0), 0);
}
