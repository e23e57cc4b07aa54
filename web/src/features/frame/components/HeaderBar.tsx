import { IdcardOutlined, LogoutOutlined, MoonOutlined, SunOutlined, UserOutlined } from "@ant-design/icons";
import { App, Avatar, Button, Dropdown, Layout, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { setAppearance, useAppearance } from "@/app/theme";
import { useKeepLanguage } from "@/features/auth/api";
import { useLeave } from "@/features/auth/useLeave";
import { useUser } from "@/features/auth/useUser";
import { useSituation } from "@/features/desk/useSituation";
import { unsavedCount } from "@/features/desk/workStore";
import { InboxButton } from "@/features/messages/InboxButton";
import { MessageBell } from "@/features/messages/MessageBell";
import { apiLanguage } from "@/i18n";
import { LanguageSwitch } from "@/shared/ui/LanguageSwitch";
import styles from "../frame.module.css";
import { Health } from "./Health";

export function HeaderBar() {
  const { t } = useTranslation();
  const user = useUser();
  const logOut = useLeave();
  const { agent, phone } = useSituation();
  // As with logging the phone out: a customer is not left behind by a click.
  const inCall = agent?.state === "talking" || phone.leg !== null;
  const { modal } = App.useApp();
  const keepLanguage = useKeepLanguage();
  const appearance = useAppearance();
  const who = user.number ? `${user.name} ${user.number}` : user.name;
  const other = appearance === "dark" ? "light" : "dark";

  function leave(): void {
    const count = unsavedCount(user.id);
    if (count === 0) {
      logOut();
      return;
    }
    modal.confirm({
      title: t("desk.logout_open", { count }),
      content: t("desk.logout_open_detail"),
      okText: t("auth.logout"),
      okButtonProps: { danger: true },
      onOk: () => logOut(),
    });
  }

  return (
    <Layout.Header className={styles.header}>
      <Health />
      {user.number !== null && <MessageBell />}
      <InboxButton />
      <LanguageSwitch onChange={(language) => keepLanguage.mutate(apiLanguage(language))} />
      <Tooltip title={t(`frame.appearance_${other}`)}>
        <Button
          type="text"
          aria-label={t(`frame.appearance_${other}`)}
          icon={appearance === "dark" ? <SunOutlined /> : <MoonOutlined />}
          onClick={() => setAppearance(other)}
        />
      </Tooltip>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            { key: "who", disabled: true, label: `${user.username} · ${t(`words.role.${user.role}`)}` },
            { type: "divider" },
            { key: "account", icon: <IdcardOutlined />, label: <Link to="/account">{t("frame.account")}</Link> },
            {
              key: "logout",
              icon: <LogoutOutlined />,
              label: t(inCall ? "auth.logout_in_call" : "auth.logout"),
              disabled: inCall,
              onClick: leave,
            },
          ],
        }}
      >
        <Button type="text" aria-label={`${who} (${t("frame.user_menu")})`}>
          <Avatar size={26} icon={<UserOutlined />} />
          <span>{who}</span>
        </Button>
      </Dropdown>
    </Layout.Header>
  );
}
