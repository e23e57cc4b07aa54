import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { ALL, failureOf, STATE_COLOURS, STATES, stateOf, type Webhook, wordOf } from "../model";

const COLOURS = { on: "green", off: "default", suspended: "red" } as const;

export function WebhookState({ row }: { row: Pick<Webhook, "active" | "suspended"> }) {
  const { t } = useTranslation();
  const state = stateOf(row);
  return <Tag color={COLOURS[state]}>{t(`webhooks.state.${state}`)}</Tag>;
}

export function DeliveryTag({ state }: { state: string }) {
  const { t } = useTranslation();
  const known = STATES.find((one) => one === state);
  return known ? <Tag color={STATE_COLOURS[known]}>{t(`webhooks.delivery.${known}`)}</Tag> : <Tag>{state}</Tag>;
}

/** A kind of event in words; one that has none is called as the API calls it. */
export function useEventWord(): (type: string) => string {
  const { t } = useTranslation();
  return (type) => (type === ALL ? t("webhooks.all") : t([`webhooks.type.${wordOf(type)}`], { defaultValue: type }));
}

/** Why something was not delivered, in the page's language where the words are ours. */
export function Why({ error }: { error: string }) {
  const { t } = useTranslation();
  const known = failureOf(error);
  if (known === null) return <>{error}</>;
  const { word, count, said } = known;
  if (word !== "dead") return <>{t(`webhooks.failure.${word}`, { said })}</>;
  return (
    <>
      {t("webhooks.failure.dead", { events: count })} <Why error={said} />
    </>
  );
}
