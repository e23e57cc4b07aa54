import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import styles from "../desk.module.css";
import { type Action, GROUPS, label } from "../shortcuts";

/** Every key of the phone bar, by what one is doing. */
export default function HelpSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal title={t("desk.shortcuts")} open onCancel={onClose} footer={null} width={860}>
      <div className={styles.sheet}>
        {(Object.keys(GROUPS) as (keyof typeof GROUPS)[]).map((group) => (
          <section key={group}>
            <h3 className={styles.heading}>{t(`desk.key_group.${group}`)}</h3>
            <Keys actions={GROUPS[group]} />
          </section>
        ))}
      </div>
      <p className={styles.hint}>{t("desk.keys_hint")}</p>
    </Modal>
  );
}

export function Keys({ actions }: { actions: readonly Action[] }) {
  const { t } = useTranslation();
  return (
    <dl className={styles.keys}>
      {actions.map((action) => (
        <div key={action}>
          <dt>
            <kbd>{label(action)}</kbd>
          </dt>
          <dd>{t(`desk.keys.${action}`)}</dd>
        </div>
      ))}
    </dl>
  );
}
