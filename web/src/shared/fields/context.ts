import { createContext, useContext } from "react";
import type { Words } from "./definitions";

export interface FieldSurroundings {
  /** `KIND:ID` → what it is called. */
  names: Readonly<Record<string, Words>>;
  /** Whose products may be chosen. */
  customer: string | null;
  /** The record whose files are shown; none while it is not stored. */
  owner?: { kind: string; id: string };
}

const NOTHING: FieldSurroundings = { names: {}, customer: null };

export const Surroundings = createContext<FieldSurroundings>(NOTHING);

export const useSurroundings = () => useContext(Surroundings);
