import { Button, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useRenewToken } from "../api";

interface Props {
  id: string;
  name: string;
  onToken: (token: string) => void;
}

/** A new token for a workstation; the browser that stands there has to get it. */
export function TokenButton({ id, name, onToken }: Props) {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const renew = useRenewToken();
  return (
    <Popconfirm
      title={t("settings.renew_token_ask", { name })}
      description={t("settings.renew_token_detail")}
      okText={t("settings.renew_token")}
      onConfirm={() => renew.mutateAsync(id).then(({ token }) => onToken(token), notice)}
    >
      <Button size="small">{t("settings.renew_token")}</Button>
    </Popconfirm>
  );
}
