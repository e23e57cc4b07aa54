import { useEffect, useState } from "react";
import { useFrames } from "@/live/hooks";
import { every } from "@/shared/time/ticker";
import { useNow } from "@/shared/time/useNow";
import { outsideName, outsideNumber } from "./model";
import type { DeskView } from "./useSituation";

/**
 * The call that this tab's phone talks in, remembered across a reload or a crash of the page: the switch lets the
 * customer hear music and rings the same agent again as soon as his phone is back.
 */
export interface KeptCall {
  call: string;
  /** The customer, as the page showed him. */
  who: string;
  /** When the page was last known to be in it (ms). */
  at: number;
}

const KEY = "hotline.desk.call";
const HEARTBEAT_MS = 3_000;
/** A page that comes back later than this finds the customer served by somebody else. */
const FRESH_MS = 60_000;
/** The switch rings for twenty seconds (telephony/incall/lost.py), and the phone needs some to register. */
export const PATIENCE_MS = 25_000;

export function readKept(now: number): KeptCall | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as KeptCall | null;
    return kept !== null && now - kept.at < FRESH_MS ? kept : null;
  } catch {
    return null;
  }
}

export type Recovery = "waiting" | "ringing" | "lost";

/** What to tell the agent about the call that he was in before the page was loaded anew; null when it is no matter. */
export function recoveryOf(
  kept: KeptCall | null,
  now: { phase: string | null; call: string | null; sinceLoad: number },
): Recovery | null {
  if (kept === null || now.phase === "talking" || now.phase === "connecting") return null;
  if (now.phase === "ringing") return now.call === null || now.call === kept.call ? "ringing" : null;
  return now.sinceLoad < PATIENCE_MS ? "waiting" : "lost";
}

/** Neither clock of the two: how long this page has been there. */
const loadedAt = performance.now();

/** Keeps the present call for the next life of this page, and says how the one before is found again. */
export function useRecovery(view: DeskView): { state: Recovery | null; who: string; dismiss: () => void } {
  useNow(); // looked at again every second
  const [kept, setKept] = useState(() => readKept(Date.now()));
  const { call, phone, desk } = view;
  const talking = desk.kind === "browser" && phone.leg?.phase === "talking" && call !== null;
  const id = call?.id ?? "";
  const who = call === null ? "" : outsideName(call) || outsideNumber(call);

  useEffect(() => {
    if (!talking) return;
    setKept(null);
    const keep = () => sessionStorage.setItem(KEY, JSON.stringify({ call: id, who, at: Date.now() }));
    keep();
    const stop = every(HEARTBEAT_MS, keep);
    window.addEventListener("pagehide", keep);
    // Left when the talk is over; a page that is unloaded runs no clean-up.
    return () => {
      stop();
      window.removeEventListener("pagehide", keep);
      sessionStorage.removeItem(KEY);
    };
  }, [talking, id, who]);

  const dismiss = () => {
    sessionStorage.removeItem(KEY);
    setKept(null);
  };
  useFrames(["call.ended"], (frame) => {
    if (kept !== null && (frame.call ?? frame.data?.call) === kept.call) dismiss();
  });
  const here = { phase: phone.leg?.phase ?? null, call: call?.id ?? null, sinceLoad: performance.now() - loadedAt };
  return { state: recoveryOf(kept, here), who: kept?.who ?? "", dismiss };
}
