import type { LinkSurvey } from "@/api/types";

/** Why a customer does not get on: `network` nobody answered, `server` it could not be done now. */
export type Reason = "network" | "server" | "used" | "over" | "unknown" | "changed";

/** Not an error of the API's client: nothing is loaded here that only people with an account need. */
export class Refused extends Error {
  readonly reason: Reason;

  constructor(reason: Reason) {
    super(reason);
    this.reason = reason;
  }
}

const address = (token: string) => `/api/v1/survey/${encodeURIComponent(token)}`;

/** The questions behind a link. Rejects with Refused. */
export async function openSurvey(token: string): Promise<LinkSurvey> {
  const answer = await ask(token);
  return (await answer.json()) as LinkSurvey;
}

/** Question → key. Rejects with Refused. */
export async function sendAnswers(token: string, answers: Readonly<Record<string, string>>): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  await ask(token, { method: "POST", headers, body: JSON.stringify({ answers }) });
}

async function ask(token: string, init: RequestInit = {}): Promise<Response> {
  let answer: Response;
  try {
    // Whoever is logged in here as well answers as the customer.
    answer = await fetch(address(token), { ...init, credentials: "omit" });
  } catch {
    throw new Refused("network");
  }
  if (!answer.ok) throw new Refused(reasonOf(answer.status, await codeOf(answer)));
  return answer;
}

function reasonOf(status: number, code: string | undefined): Reason {
  if (code === "survey.used") return "used";
  if (code === "survey.over") return "over";
  if (status === 422) return "changed";
  return status === 404 ? "unknown" : "server";
}

async function codeOf(answer: Response): Promise<string | undefined> {
  try {
    return ((await answer.json()) as { error?: { code?: string } }).error?.code;
  } catch {
    return undefined;
  }
}
