import { Alert, Button, Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { SecurityRow } from "@/api/types";
import { errorText } from "@/shared/errorText";
import { useCheckIssuer } from "../api";
import styles from "../security.module.css";

/** What the identity provider has to know of us, and whether it answers. */
export function ProviderCheck({ row, issuer }: { row: SecurityRow; issuer: string }) {
  const { t, i18n } = useTranslation();
  const check = useCheckIssuer();
  return (
    <div className={styles.provider}>
      <p>{t(row.has_client_secret ? "security.secret_kept" : "security.secret_none")}</p>
      <p>
        {t("security.redirect_uri")}{" "}
        <Typography.Text code copyable>
          {row.redirect_uri}
        </Typography.Text>
      </p>
      <Button disabled={!issuer} loading={check.isPending} onClick={() => check.mutate(issuer)}>
        {t("security.check")}
      </Button>
      {check.error && <Alert type="error" showIcon title={errorText(check.error, t, i18n.language)} />}
      {check.data && <Alert type="success" showIcon title={t("security.check_good", { count: check.data.keys })} />}
    </div>
  );
}
