import { Alert, Button, Spin } from "antd";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import { Trouble } from "@/shared/ui/Trouble";
import { DialForm } from "./components/DialForm";
import { Handset } from "./components/Handset";
import { Hints } from "./components/Hints";
import styles from "./testphone.module.css";
import { useTestPhone } from "./useTestPhone";

/** A customer's phone in the browser: dials a number of the centre, hears its menus, presses keys. */
export function Component() {
  const { t, i18n } = useTranslation();
  const test = useTestPhone();

  if (test.error) {
    return (
      <Trouble
        title={t("testphone.failed")}
        detail={errorText(test.error, t, i18n.language)}
        action={
          <Button type="primary" onClick={test.retry}>
            {t("common.retry")}
          </Button>
        }
      />
    );
  }
  const { phone, state, numbers } = test;
  return (
    <>
      <PageHead title={t("frame.test_phone")} detail={t("testphone.detail")} />
      <div className={styles.page}>
        <Panel className={styles.phone}>
          {!phone ? (
            <Spin description={t("testphone.preparing")}>
              <div style={{ height: 200 }} />
            </Spin>
          ) : (
            <>
              {state.problem && (
                <Alert
                  type="error"
                  showIcon
                  title={t(`desk.problem.${state.problem}`)}
                  style={{ marginBottom: 12 }}
                  closable={{ onClose: () => phone.clearProblem(), "aria-label": t("common.close") }}
                />
              )}
              {state.leg ? (
                <Handset leg={state.leg} phone={phone} />
              ) : (
                <DialForm
                  numbers={numbers}
                  ready={state.registration === "registered"}
                  onDial={(number) => phone.call(number)}
                />
              )}
            </>
          )}
        </Panel>
        <Hints />
      </div>
    </>
  );
}
