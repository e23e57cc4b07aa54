import { CheckCircleFilled } from "@ant-design/icons";
import { Button, Space } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { PLACES, type StepDone, type StepName } from "../model";
import styles from "../setup.module.css";

interface Props {
  step: StepName;
  told: StepDone;
  onNext: () => void;
  onAgain: () => void;
}

/** A step that was done: what it made, and where that is changed. */
export function StepMade({ step, told, onNext, onAgain }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <ul className={styles.made}>
        {(told.made ?? []).map((one) => (
          <li key={`${one.kind}${one.id}`}>
            <CheckCircleFilled aria-hidden />
            {t(`setup.kinds.${one.kind}`)} <b>{one.name === "*" ? t("setup.all_others") : one.name}</b>
          </li>
        ))}
      </ul>
      <Space>
        <Button type="primary" onClick={onNext}>
          {t("setup.next")}
        </Button>
        {PLACES[step] === "/setup" ? (
          <Button onClick={onAgain}>{t("setup.change_here")}</Button>
        ) : (
          <Link to={PLACES[step]}>{t("setup.change_there")}</Link>
        )}
      </Space>
    </>
  );
}
