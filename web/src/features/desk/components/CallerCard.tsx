import { SafetyCertificateOutlined, WarningOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useCustomer } from "@/features/customers/api";
import { useLive } from "@/live/hooks";
import type { ScreenPop } from "@/live/types";
import { callOutcome, ticketStatus } from "@/shared/codeWords";
import { formatDateTime, formatDuration, pickText } from "@/shared/format";
import { useNodeWords } from "@/shared/nodeWords";
import { useNumber } from "@/shared/number";
import { Facts } from "@/shared/ui/Facts";
import { Panel } from "@/shared/ui/Panel";
import styles from "../desk.module.css";
import { chosenSteps, verificationOf } from "../model";
import type { Work } from "../work";
import { CallableNumber } from "./CallableNumber";

/** The screen-pop: who is calling, why, and what is open with him. */
export function CallerCard({ pop, work }: { pop: ScreenPop | null; work: Work }) {
  const { t, i18n } = useTranslation();
  const formatNumber = useNumber();
  const words = useNodeWords();
  const queues = useLive((state) => state.queues);
  const { subject } = work;
  const queue = subject.queue ? pickText(queues.get(subject.queue)?.name, i18n.language) || subject.queue : "";
  const chosen = work.draft.customer ?? subject.customer;
  const candidate = pop?.candidates.find((one) => one.id === chosen);
  const name = useCustomer(chosen).data?.name || candidate?.name || subject.name;
  // They are of the first who was found; another candidate's are in his card.
  const own = pop && chosen === pop.customer ? pop.fields : [];
  const orders = pop && chosen === pop.customer ? pop.orders : [];
  const path = chosenSteps(pop?.path ?? []);
  const verification = verificationOf(pop?.path ?? []);
  const region = pickText(pop?.region, i18n.language);

  return (
    <section aria-label={t("desk.caller")} data-testid="screen-pop" data-pop={pop?.pop}>
      <Panel>
        <h2 className={styles.caller}>{name || t("desk.unknown_caller")}</h2>
        <div className={styles.number}>
          <CallableNumber number={subject.number} />
        </div>
        <div className={styles.tags}>
          {region && <Tag>{region}</Tag>}
          {pop && <Tag color="blue">{t(`desk.pop_kind.${popKind(pop.kind)}`)}</Tag>}
          {verification && (
            <Tag
              color={verification === "verified" ? "success" : "warning"}
              icon={verification === "verified" ? <SafetyCertificateOutlined /> : <WarningOutlined />}
            >
              {t(`desk.${verification}`)}
            </Tag>
          )}
          {pop?.sticky && <Tag color="green">{t("desk.sticky")}</Tag>}
          {pop?.language && <Tag>{t(pop.language === "en" ? "words.language.en" : "words.language.zh")}</Tag>}
        </div>
        <Facts
          items={[
            { label: t("words.queue"), value: queue || "–" },
            { label: t("desk.dialled"), value: formatNumber(subject.dialled) || "–" },
            { label: t("desk.waited"), value: subject.waited === null ? "–" : formatDuration(subject.waited) },
            ...own.map((one) => ({
              label: pickText(one.label, i18n.language),
              value: pickText(one.said, i18n.language),
            })),
          ]}
        />
        {path.length > 0 && (
          <>
            <h3 className={styles.heading}>{t("desk.path")}</h3>
            <div className={styles.path}>
              {path.map((step, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same node may be passed twice, the order is all there is
                <Tag key={index}>{words.whole(step)}</Tag>
              ))}
            </div>
          </>
        )}
        {pop && pop.candidates.length > 1 && (
          <>
            <h3 className={styles.heading}>{t("desk.candidates", { count: pop.candidates.length })}</h3>
            <fieldset className={styles.choice} aria-label={t("desk.candidates", { count: pop.candidates.length })}>
              {pop.candidates.map((one) => (
                <label key={one.id}>
                  <input
                    type="radio"
                    name="candidate"
                    value={one.id}
                    checked={one.id === chosen}
                    onChange={() => work.change({ customer: one.id })}
                  />
                  {[one.name || t("desk.unnamed"), one.detail].filter(Boolean).join(" · ")}
                </label>
              ))}
            </fieldset>
          </>
        )}
        {pop && pop.tickets.length > 0 && (
          <Rows title={t("desk.open_tickets")}>
            {pop.tickets.map((ticket) => (
              <li key={ticket.id || ticket.number}>
                <Link to={`/documents/${ticket.id}`}>{ticket.title || ticket.number}</Link>
                <Tag>{ticketStatus(ticket.status, t)}</Tag>
              </li>
            ))}
          </Rows>
        )}
        {orders.length > 0 && (
          <Rows title={t("desk.orders")}>
            {orders.map((order) => (
              <li key={order.id}>
                <Link to={`/documents/${order.id}`}>{order.title}</Link>
                <Tag>{pickText(order.step, i18n.language)}</Tag>
              </li>
            ))}
          </Rows>
        )}
        {pop && pop.calls.length > 0 && (
          <Rows title={t("desk.past_calls")}>
            {pop.calls.map((past) => (
              <li key={past.id}>
                <Link to={`/calls/${past.id}`}>{formatDateTime(past.at, i18n.language)}</Link>
                <span>{callOutcome(past.outcome, t)}</span>
              </li>
            ))}
          </Rows>
        )}
      </Panel>
    </section>
  );
}

function Rows({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <h3 className={styles.heading}>{title}</h3>
      <ul className={styles.rows}>{children}</ul>
    </>
  );
}

const POP_KINDS = ["queue", "transfer", "direct", "consult", "callback"] as const;

function popKind(kind: string): (typeof POP_KINDS)[number] {
  return POP_KINDS.find((known) => known === kind) ?? "queue";
}
