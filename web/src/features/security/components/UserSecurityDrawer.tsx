import { Alert, App, Button, Drawer, Popconfirm, Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { UserSecurity } from "@/api/types";
import { LoginsTable } from "@/features/account/components/LoginsTable";
import { PhonePasswordForm } from "@/features/auth/components/PhonePasswordForm";
import { errorText } from "@/shared/errorText";
import { formatDateTime } from "@/shared/format";
import { Loading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useUserActions, useUserSecurity } from "../api";
import styles from "../security.module.css";

interface Props {
  id: string;
  name: string;
  /** Whether he has a 工号. */
  dials: boolean;
  onClose: () => void;
}

export default function UserSecurityDrawer({ id, name, dials, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const security = useUserSecurity(id);
  return (
    <Drawer open title={t("security.user_title", { name })} onClose={onClose} size={820}>
      {security.isPending && <Loading />}
      {security.error && <Alert type="error" showIcon title={errorText(security.error, t, i18n.language)} />}
      {security.data && <Body id={id} name={name} shown={security.data} />}
      {dials && (
        <Panel title={t("account.phone_password")} style={{ marginTop: 16 }}>
          <PhonePasswordForm user={id} />
        </Panel>
      )}
    </Drawer>
  );
}

function Body({ id, name, shown }: { id: string; name: string; shown: UserSecurity }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const notice = useErrorNotice();
  const { unlock, reset, end, endAll } = useUserActions(id);
  const done = { onSuccess: () => void message.success(t("security.done")), onError: notice };
  const until = shown.locked_until ? formatDateTime(Date.parse(shown.locked_until), i18n.language) : "";
  const { factor } = shown;
  return (
    <div className={styles.stack}>
      <Panel title={t("security.lock")}>
        {until ? (
          <Alert type="warning" showIcon title={t("security.locked_until", { at: until })} />
        ) : (
          <p className={styles.detail}>{t("security.not_locked")}</p>
        )}
        <Button
          type={until ? "primary" : "default"}
          loading={unlock.isPending}
          onClick={() => unlock.mutate(undefined, done)}
        >
          {t("security.unlock")}
        </Button>
      </Panel>
      <Panel title={t("account.codes")}>
        <p className={styles.detail}>
          <Tag>{t(factor.enabled ? "account.on" : "security.factor_off")}</Tag>
          {factor.required && t("security.factor_required")}
        </p>
        {factor.enabled && (
          <Popconfirm
            title={t("security.reset_ask", { name })}
            description={t(factor.required ? "security.reset_enrols" : "security.reset_detail")}
            onConfirm={() => reset.mutate(undefined, done)}
          >
            <Button danger loading={reset.isPending}>
              {t("security.reset")}
            </Button>
          </Popconfirm>
        )}
      </Panel>
      <Panel
        title={t("account.logins")}
        extra={
          shown.logins.length > 0 && (
            <Popconfirm title={t("security.end_all_ask", { name })} onConfirm={() => endAll.mutate(undefined, done)}>
              <Button size="small" danger loading={endAll.isPending}>
                {t("security.end_all")}
              </Button>
            </Popconfirm>
          )
        }
      >
        <LoginsTable
          rows={shown.logins}
          ending={end.isPending ? end.variables : null}
          onEnd={(login) => end.mutate(login, done)}
        />
      </Panel>
    </div>
  );
}
