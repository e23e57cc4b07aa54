import type { PhoneProblem } from "./types";

/** What a failed leg's cause (JsSIP's words) means to its user; null when it is nothing to tell (hung up, cancelled). */
export function problemOf(cause: string): PhoneProblem | null {
  switch (cause) {
    case "User Denied Media Access":
      return "microphone_denied";
    case "WebRTC Error":
    case "RTP Timeout":
    case "Bad Media Description":
    case "Incompatible SDP":
      return "media_failed";
    case "Busy":
      return "busy";
    case "Not Found":
    case "Address Incomplete":
      return "no_route";
    case "Canceled":
    case "Terminated":
    case "Rejected":
    case "No Answer":
      return null;
    default:
      return "call_failed";
  }
}

/** What getUserMedia's refusal means. */
export function microphoneProblem(error: unknown): PhoneProblem {
  const name = error instanceof DOMException ? error.name : "";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "microphone_missing" : "microphone_denied";
}

/** Ask for the microphone once, so that the first call does not wait for the browser's question. */
export async function checkMicrophone(): Promise<PhoneProblem | null> {
  if (!navigator.mediaDevices?.getUserMedia) return "microphone_missing";
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
    return null;
  } catch (error) {
    return microphoneProblem(error);
  }
}
