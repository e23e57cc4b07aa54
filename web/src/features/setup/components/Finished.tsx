import { Button, Result, Space } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useTell } from "../api";
import { PLACES, type Setup, STEPS } from "../model";
import styles from "../setup.module.css";

/** When it is over: what there is now, and where each of it is changed. */
export function Finished({ setup }: { setup: Setup }) {
  const { t } = useTranslation();
  const tell = useTell();
  const fail = useErrorNotice();
  const steps = STEPS.filter((step) => setup.steps[step]?.outcome === "done");
  return (
    <Result
      className={styles.over}
      status="success"
      title={t(setup.state === "done" ? "setup.over" : "setup.put_away")}
      subTitle={t("setup.over_detail")}
      extra={
        <Space>
          <Link to="/live">
            <Button type="primary">{t("setup.to_live")}</Button>
          </Link>
          <Button onClick={() => tell.mutate({ state: "open" }, { onError: fail })}>{t("setup.again")}</Button>
        </Space>
      }
    >
      <ul className={styles.made}>
        {steps.flatMap((step) =>
          (setup.steps[step]?.made ?? []).map((one) => (
            <li key={`${one.kind}${one.id}`}>
              {t(`setup.kinds.${one.kind}`)}{" "}
              <Link to={PLACES[step]}>{one.name === "*" ? t("setup.all_others") : one.name}</Link>
            </li>
          )),
        )}
      </ul>
    </Result>
  );
}
