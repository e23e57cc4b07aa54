import { Alert, App } from "antd";
import { useTranslation } from "react-i18next";
import { PasswordForm } from "@/features/auth/components/PasswordForm";
import { PhonePasswordForm } from "@/features/auth/components/PhonePasswordForm";
import { useUser } from "@/features/auth/useUser";
import { errorText } from "@/shared/errorText";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import styles from "./account.module.css";
import { useEndLogin, useLogins } from "./api";
import { CodesPanel } from "./components/CodesPanel";
import { LoginsTable } from "./components/LoginsTable";
import { SettingsPanel } from "./components/SettingsPanel";

/** One's own account: password, one-time codes, where one is logged in, how the pages look. */
export function Component() {
  const { t } = useTranslation();
  const user = useUser();
  const { message } = App.useApp();
  const who = [user.name, user.number, user.username].filter(Boolean).join(" · ");
  return (
    <>
      <PageHead title={t("account.title")} detail={who} />
      <div className={styles.grid}>
        <Panel title={t("auth.password_change")}>
          <PasswordForm
            submit={t("auth.password_change")}
            onChanged={() => void message.success(t("account.password_changed"))}
          />
        </Panel>
        <div className={styles.stack}>
          <CodesPanel />
          {user.number !== null && (
            <Panel title={t("account.phone_password")}>
              <PhonePasswordForm user={null} />
            </Panel>
          )}
          <SettingsPanel />
        </div>
        <LoginsPanel />
      </div>
    </>
  );
}

function LoginsPanel() {
  const { t, i18n } = useTranslation();
  const logins = useLogins();
  const end = useEndLogin();
  const notice = useErrorNotice();
  return (
    <Panel className={styles.whole} title={t("account.logins")}>
      <p className={styles.detail}>{t("account.logins_detail")}</p>
      {logins.isPending && <Loading />}
      {logins.error && <Alert type="error" showIcon title={errorText(logins.error, t, i18n.language)} />}
      {logins.data && (
        <LoginsTable
          rows={logins.data}
          ending={end.isPending ? end.variables : null}
          onEnd={(id) => end.mutate(id, { onError: notice })}
        />
      )}
    </Panel>
  );
}
