import { Alert, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { Loading } from "@/shared/ui/Loading";
import styles from "../agentskills.module.css";
import { useEffects } from "../api";
import { type Agent, type Changes, countOf, dangerOf, type Effect, type Skill, toSend, turnOf } from "../model";

interface Props {
  agents: readonly Agent[];
  skills: readonly Skill[];
  changes: Changes;
  saving: boolean;
  onSave: () => void;
  onClose: () => void;
}

/** Before levels are saved: which queues gain and lose whom, and what was changed. */
export function ReviewDialog({ agents, skills, changes, saving, onSave, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const effects = useEffects(toSend(changes, agents));
  const people = agents.filter((agent) => agent.agent in changes);
  return (
    <Modal
      open
      width={680}
      title={t("agentskills.review", { people: people.length, count: countOf(changes) })}
      okText={t("common.save")}
      cancelText={t("agentskills.back")}
      okButtonProps={{ disabled: !effects.isSuccess }}
      confirmLoading={saving}
      onOk={onSave}
      onCancel={onClose}
    >
      <div className={styles.told}>
        {effects.isPending && <Loading />}
        {effects.error && <Alert type="error" showIcon title={errorText(effects.error, t, i18n.language)} />}
        {effects.data && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
          <section className={styles.effects} tabIndex={0} aria-label={t("agentskills.affected")}>
            {effects.data.queues.length === 0 && <Alert type="success" showIcon title={t("agentskills.no_queue")} />}
            {effects.data.queues.map((queue) => {
              const danger = dangerOf(queue);
              return (
                <section key={queue.queue} className={styles.queue}>
                  <h3>
                    {pickText(queue.name, i18n.language)}
                    <small>{t("agentskills.able", { before: queue.able_before, after: queue.able_after })}</small>
                  </h3>
                  {danger && <Alert type="warning" showIcon title={t(`agentskills.danger.${danger}`)} />}
                  <ul>
                    {queue.agents.map((effect) => (
                      <li key={effect.agent}>
                        <Turn effect={effect} />
                      </li>
                    ))}
                  </ul>
                </section>
              );
            })}
            <details>
              <summary>{t("agentskills.all_changes")}</summary>
              <ul className={styles.list}>
                {people.map((agent) => (
                  <li key={agent.agent}>
                    {agent.number} {agent.name}: {wordsOf(agent)}
                  </li>
                ))}
              </ul>
            </details>
          </section>
        )}
      </div>
      <p className={styles.keys}>{t("agentskills.effects_note")}</p>
    </Modal>
  );

  function wordsOf(agent: Agent): string {
    const none = t("agentskills.none");
    const own = changes[agent.agent] ?? {};
    return skills
      .filter((skill) => skill.id in own)
      .map(
        (skill) =>
          `${pickText(skill.name, i18n.language)} ${agent.skills[skill.id] ?? none} → ${own[skill.id] ?? none}`,
      )
      .join(", ");
  }
}

function Turn({ effect }: { effect: Effect }) {
  const { t } = useTranslation();
  const person = [effect.number, effect.name].filter(Boolean).join(" ");
  const moment = (seconds: number | null | undefined) =>
    seconds ? t("agentskills.after", { seconds }) : t("agentskills.at_once");
  return t(`agentskills.turn.${turnOf(effect)}`, {
    person,
    before: moment(effect.before),
    after: moment(effect.after),
  });
}
