import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type GatewaysRow = Schemas["GatewaysRow"];
export type GatewaysForm = Schemas["GatewaysBody"];
export type TestResult = Schemas["TestResult"];

export const KINDS = ["sms", "email"] as const;
export type Kind = (typeof KINDS)[number];

export function formOf({ sms, email, keep_hours }: GatewaysRow): GatewaysForm {
  return { sms, email, keep_hours, secrets: {} };
}

export const withoutSecrets = (form: GatewaysForm): GatewaysForm => ({ ...form, secrets: {} });

/** A secret as it was typed; "" forgets the one that is kept, undefined leaves it. */
export function withSecret(form: GatewaysForm, kind: Kind, secret: string | undefined): GatewaysForm {
  const { [kind]: _before, ...others } = form.secrets ?? {};
  return { ...form, secrets: secret === undefined ? others : { ...others, [kind]: secret } };
}

/** A way out that is taken away takes its secret with it. */
export function without(form: GatewaysForm, kind: Kind, kept: boolean): GatewaysForm {
  return { ...withSecret(form, kind, kept ? "" : undefined), [kind]: null };
}

/** What a new SMS gateway starts with: the request that many providers take. */
export const USUAL_REQUEST = {
  headers: { Authorization: "Bearer {{ secret }}" },
  body: '{\n  "mobile": "{{ local }}",\n  "text": {{ text | json }},\n  "uid": "{{ id }}"\n}',
};

export type Effect = "starts" | "stops" | "removed";

const leaves = (gateways: Pick<GatewaysForm, Kind>, kind: Kind) => gateways[kind]?.enabled ?? false;

/** What becomes of messages when the form is saved. */
export function effects(row: GatewaysRow, form: GatewaysForm): { kind: Kind; effect: Effect }[] {
  return KINDS.flatMap((kind): { kind: Kind; effect: Effect }[] => {
    if (row[kind] && !form[kind]) return [{ kind, effect: "removed" }];
    if (leaves(row, kind) === leaves(form, kind)) return [];
    return [{ kind, effect: leaves(form, kind) ? "starts" : "stops" }];
  });
}

/** What may stand between braces in the request, as the guide has it. */
export const VARIABLES = ["to", "local", "text", "id", "secret", "template", "values", "now"] as const;
export const placeholder = (name: string) => `{{ ${name} }}`;
export const FILTERS = ["json", "url", "md5", "sha256", "base64"].map((name) => `| ${name}`).join("  ");
