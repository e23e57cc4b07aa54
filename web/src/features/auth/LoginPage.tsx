import { Alert } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useLocation, useSearchParams } from "react-router";
import { isSeparate } from "@/api/session";
import { errorText } from "@/shared/errorText";
import { LanguageSwitch } from "@/shared/ui/LanguageSwitch";
import { Mark } from "@/shared/ui/Mark";
import { Panel } from "@/shared/ui/Panel";
import { useMe } from "./api";
import styles from "./auth.module.css";
import { CodeStep } from "./components/CodeStep";
import { PasswordStep } from "./components/PasswordStep";
import { refusalOf } from "./model";

export function LoginPage() {
  const { t, i18n } = useTranslation();
  const place = useLocation();
  const [search] = useSearchParams();
  const me = useMe();
  const [step, setStep] = useState<string | null>(null);
  const [over, setOver] = useState<unknown>(null);
  const from = (place.state as { from?: string } | null)?.from;
  const refusal = refusalOf(search.get("oidc"));

  if (me.data) return <Navigate to={from ?? "/"} replace />;

  return (
    <main className={styles.page}>
      <div className={styles.corner}>
        <LanguageSwitch />
      </div>
      <Panel className={styles.card}>
        <div className={styles.brand}>
          <Mark size={44} />
          <div>
            <h1>{t("common.product")}</h1>
            <p>{t("auth.tagline")}</p>
          </div>
        </div>
        {isSeparate() && <Alert className={styles.alert} type="info" showIcon title={t("auth.separate")} />}
        {step === null ? (
          <>
            {refusal && <Alert className={styles.alert} type="error" showIcon title={t(`auth.oidc_${refusal}`)} />}
            {over !== null && (
              <Alert className={styles.alert} type="warning" showIcon title={errorText(over, t, i18n.language)} />
            )}
            <PasswordStep from={from ?? "/"} onStep={setStep} onTry={() => setOver(null)} />
          </>
        ) : (
          <CodeStep
            step={step}
            onBack={(error) => {
              setOver(error ?? null);
              setStep(null);
            }}
          />
        )}
        <p className={styles.help}>{t("auth.help")}</p>
      </Panel>
    </main>
  );
}
