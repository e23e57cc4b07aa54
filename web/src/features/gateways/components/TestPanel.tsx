import { Alert, Button, Input, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Why } from "@/features/outbox/components/words";
import { errorText } from "@/shared/errorText";
import { Panel } from "@/shared/ui/Panel";
import { useTest } from "../api";
import styles from "../gateways.module.css";
import type { GatewaysRow } from "../model";

/** A line to oneself by the gateway that is saved, and what the other side said. */
export function TestPanel({ changed, row }: { changed: boolean; row: GatewaysRow }) {
  const { t, i18n } = useTranslation();
  const [to, setTo] = useState("");
  const test = useTest();
  const nothing = !row.sms && !row.email;
  const send = () => test.mutate(to.trim());
  return (
    <Panel title={t("gateways.test")}>
      <div className={styles.stack}>
        <p className={styles.text}>
          {t(nothing ? "gateways.test_nothing" : changed ? "gateways.test_save_first" : "gateways.test_detail")}
        </p>
        <Space.Compact className={styles.line}>
          <Input
            aria-label={t("gateways.test_to")}
            placeholder={t("gateways.test_to")}
            value={to}
            disabled={nothing}
            onChange={(event) => {
              test.reset();
              setTo(event.target.value);
            }}
            onPressEnter={(event) => {
              event.preventDefault(); // the form around is saved by its own button
              if (to.trim() && !changed) send();
            }}
          />
          <Button disabled={nothing || changed || to.trim().length < 3} loading={test.isPending} onClick={send}>
            {t("gateways.test_send")}
          </Button>
        </Space.Compact>
        {test.error && <Alert type="error" showIcon title={errorText(test.error, t, i18n.language)} />}
        {test.data &&
          (test.data.sent ? (
            <Alert
              type="success"
              showIcon
              title={t(`gateways.test_sent.${test.data.kind}`)}
              description={
                test.data.reference ? t("gateways.test_reference", { reference: test.data.reference }) : undefined
              }
            />
          ) : (
            <Alert
              type="error"
              showIcon
              title={t(`gateways.test_failed.${test.data.kind}`)}
              description={<Why error={test.data.error} />}
            />
          ))}
      </div>
    </Panel>
  );
}
