import { Alert, Spin } from "antd";
import { useTranslation } from "react-i18next";
import type { TestPhoneView } from "../useTestPhone";
import { DialForm } from "./DialForm";
import { Handset } from "./Handset";

/** The customer's phone itself. `first`: the number that is there to be dialled. */
export function Phone({ test, first }: { test: TestPhoneView; first?: string | undefined }) {
  const { t } = useTranslation();
  const { phone, state, numbers } = test;
  if (!phone)
    return (
      <Spin description={t("testphone.preparing")}>
        <div style={{ height: 200 }} />
      </Spin>
    );
  return (
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
          first={first}
          ready={state.registration === "registered"}
          onDial={(number) => phone.call(number)}
        />
      )}
    </>
  );
}
