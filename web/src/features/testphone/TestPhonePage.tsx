import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import { Trouble } from "@/shared/ui/Trouble";
import { Hints } from "./components/Hints";
import { Phone } from "./components/Phone";
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
  return (
    <>
      <PageHead title={t("frame.test_phone")} detail={t("testphone.detail")} />
      <div className={styles.page}>
        <Panel className={styles.phone}>
          <Phone test={test} />
        </Panel>
        <Hints />
      </div>
    </>
  );
}
