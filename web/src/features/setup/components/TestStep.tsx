import { Alert, Button, Space } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useUser } from "@/features/auth/useUser";
import { Phone } from "@/features/testphone/components/Phone";
import { useTestPhone } from "@/features/testphone/useTestPhone";
import { errorText } from "@/shared/errorText";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { done, skipped, useTell } from "../api";
import { madeBy, type Setup } from "../model";
import styles from "../setup.module.css";

/** The first call: a customer's phone on this page, the agent's in the bar above it. */
export function TestStep({ setup }: { setup: Setup }) {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const tell = useTell();
  const fail = useErrorNotice();
  const test = useTestPhone();
  const number = madeBy(setup, "entry", "entry")?.id;
  const [heard, setHeard] = useState(false);
  const talking = test.state.leg?.phase === "talking";
  useEffect(() => {
    if (talking) setHeard(true);
  }, [talking]);

  return (
    <>
      <div className={styles.call}>
        <div>
          <ol className={styles.todo}>
            <li>{t(user.number === null ? "setup.test.no_number" : "setup.test.sign_in")}</li>
            <li>{t("setup.test.dial", { number: number ?? "1000" })}</li>
            <li>{t("setup.test.keys")}</li>
            <li>{t("setup.test.answer")}</li>
          </ol>
          {user.number === null && (
            <p>
              <Button href="/login?separate=1" target="_blank" rel="noopener">
                {t("testphone.open_agent")}
              </Button>
            </p>
          )}
          <p className={styles.note}>{t("setup.test.hours")}</p>
        </div>
        {test.error ? (
          <Alert
            type="error"
            showIcon
            title={errorText(test.error, t, i18n.language)}
            action={<Button onClick={test.retry}>{t("common.retry")}</Button>}
          />
        ) : (
          <div className={styles.phone}>
            <Phone test={test} first={number} />
          </div>
        )}
      </div>
      {heard && <Alert type="success" showIcon title={t("setup.test.heard")} style={{ marginBottom: 16 }} />}
      <Space>
        <Button
          type="primary"
          disabled={!heard}
          loading={tell.isPending}
          onClick={() =>
            tell.mutate(
              { ...done("test", [{ kind: "call", id: number ?? "1000", name: number ?? "1000" }]), state: "done" },
              { onError: fail },
            )
          }
        >
          {t("setup.finish")}
        </Button>
        <Button type="text" onClick={() => tell.mutate({ ...skipped("test"), state: "done" }, { onError: fail })}>
          {t("setup.finish_without")}
        </Button>
      </Space>
    </>
  );
}
