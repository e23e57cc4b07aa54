import { useUser } from "@/features/auth/useUser";
import { useLive, useLiveAgent } from "@/live/hooks";
import { callOfAgent, partOf } from "@/live/parts";
import type { LiveAgent, LiveCall } from "@/live/types";
import type { PhoneState } from "@/phone/types";
import { usePhoneState } from "@/phone/usePhoneState";
import { type Abilities, abilitiesOf, type Situation } from "./model";
import { type Desk, useDesk } from "./session";

export interface DeskView {
  desk: Desk;
  phone: PhoneState;
  agent: LiveAgent | null;
  call: LiveCall | null;
  held: boolean;
  muted: boolean;
  situation: Situation;
  can: Abilities;
}

/** Everything that the phone bar and the desk show, from the server's state and this tab's phone. */
export function useSituation(): DeskView {
  const user = useUser();
  const desk = useDesk();
  const phone = usePhoneState(desk.phone);
  const agent = useLiveAgent(user.id);
  const call = useLive((state) => callOfAgent(state.calls, user.id));
  const held = call?.stage === "hold";
  const situation: Situation = {
    loggedIn: desk.status === "on" || desk.status === "elsewhere",
    state: agent?.state ?? "offline",
    hasBrowserPhone: desk.kind === "browser",
    leg: phone.leg,
    call,
    part: call && partOf(call, user.id),
  };
  const muted = phone.leg?.muted === true || (situation.part === "main" && call?.muted === true);
  return { desk, phone, agent, call, held, muted, situation, can: abilitiesOf(situation) };
}

/** Whether this user can dial a number now: he is an agent who is logged in and not in a call. */
export function useCanDial(): boolean {
  return useSituation().can.dial;
}
