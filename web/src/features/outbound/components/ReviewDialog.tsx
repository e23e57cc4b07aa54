import { Alert, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { type Change, dangersOf, placeId, type Rules, SECTIONS } from "../model";
import styles from "../outbound.module.css";
import { DOT, useWords } from "./words";

interface Props {
  before: Rules;
  after: Rules;
  changes: readonly Change[];
  /** What somebody else has changed meanwhile, too: his change is replaced. */
  clashes: readonly { section: Change["section"]; key: string }[];
  saving: boolean;
  onSave: () => void;
  onClose: () => void;
}

/** Before rules are saved: what will be otherwise, for whom, and what should be thought about twice. */
export function ReviewDialog({ before, after, changes, clashes, saving, onSave, onClose }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const usable = new Set(words.trunks.filter((one) => one.enabled !== false).map((one) => one.id));
  const dangers = dangersOf(before, after, usable);
  const touched = changes.filter((one) => one.section === "guards" || one.section === "caller_ids");
  const people = [...new Set(touched.map((one) => words.affected(one.key)))];
  return (
    <Modal
      open
      width={680}
      title={t("outbound.review", { count: changes.length })}
      okText={t("common.save")}
      cancelText={t("outbound.back")}
      confirmLoading={saving}
      onOk={onSave}
      onCancel={onClose}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys */}
      <section className={`${styles.scroll} ${styles.sections}`} tabIndex={0} aria-label={t("outbound.what_changes")}>
        {dangers.map((one) => (
          <Alert key={words.danger(one)} type="warning" showIcon className={styles.gap} title={words.danger(one)} />
        ))}
        {clashes.length > 0 && (
          <Alert
            type="warning"
            showIcon
            className={styles.gap}
            title={t("outbound.clash", { names: clashes.map(words.named).join(DOT) })}
          />
        )}
        {SECTIONS.map((section) => {
          const own = changes.filter((one) => one.section === section);
          return own.length === 0 ? null : (
            <div key={section}>
              <h3>{t(`outbound.tab.${section}`)}</h3>
              <ul className={styles.list}>
                {own.map((one) => (
                  <li key={placeId(one)}>{words.change(one, after.currency)}</li>
                ))}
              </ul>
            </div>
          );
        })}
        {people.length > 0 && (
          <div>
            <h3>{t("outbound.who_is_affected")}</h3>
            <ul className={styles.list}>
              {people.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </div>
        )}
      </section>
      <p className={styles.quiet}>{t("outbound.from_next_call")}</p>
    </Modal>
  );
}
