import { DownOutlined, LoginOutlined, LogoutOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Input, Modal, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { askForNotices } from "@/shared/notices";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { deskSession } from "../session";
import type { DeskView } from "../useSituation";

/** 签入 with this browser or an extension, 签出. */
export function SessionButton({ view }: { view: DeskView }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const fail = useErrorNotice();
  const [asking, setAsking] = useState(false);
  const [extension, setExtension] = useState("");
  const { status } = view.desk;

  async function open(with_: (takeover: boolean) => Promise<void>, takeover = false): Promise<void> {
    try {
      await with_(takeover);
      setAsking(false);
    } catch (error) {
      if (error instanceof ApiError && error.code === "agent.session_elsewhere" && !takeover) {
        modal.confirm({
          title: t("desk.takeover_title"),
          content: t("desk.takeover_detail"),
          okText: t("desk.takeover"),
          onOk: () => open(with_, true),
        });
        return;
      }
      fail(error);
    }
  }

  const withBrowser = (takeover: boolean) => {
    void askForNotices();
    return deskSession.openBrowser(takeover);
  };
  const withExtension = (takeover: boolean) => deskSession.openExtension(extension.trim(), takeover);

  if (status === "on" || status === "elsewhere") {
    const busy = view.agent?.state === "talking" || view.phone.leg !== null;
    return (
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            ...(status === "elsewhere"
              ? [{ key: "here", icon: <LoginOutlined />, label: t("desk.takeover_here") }]
              : []),
            { key: "out", icon: <LogoutOutlined />, label: t("desk.log_out"), disabled: busy },
          ],
          onClick: ({ key }) => (key === "here" ? void open(withBrowser, true) : void deskSession.close().catch(fail)),
        }}
      >
        <Button
          style={{ height: 46, width: 46 }}
          icon={<LogoutOutlined />}
          aria-label={t("desk.session_menu")}
          title={t(status === "elsewhere" ? "desk.elsewhere" : "desk.logged_in")}
        />
      </Dropdown>
    );
  }

  return (
    <>
      <Space.Compact>
        <Button
          type="primary"
          style={{ height: 46 }}
          loading={status === "starting"}
          disabled={status === "unknown"}
          onClick={() => void open(withBrowser)}
        >
          {t("desk.log_in")}
        </Button>
        <Dropdown
          trigger={["click"]}
          disabled={status === "unknown" || status === "starting"}
          menu={{
            items: [
              { key: "browser", label: t("desk.log_in_browser") },
              { key: "extension", label: t("desk.log_in_extension") },
            ],
            onClick: ({ key }) => (key === "extension" ? setAsking(true) : void open(withBrowser)),
          }}
        >
          <Button type="primary" style={{ height: 46 }} icon={<DownOutlined />} aria-label={t("desk.log_in_choice")} />
        </Dropdown>
      </Space.Compact>
      <Modal
        title={t("desk.log_in_extension")}
        open={asking}
        okText={t("desk.log_in")}
        okButtonProps={{ disabled: !/^\w{2,40}$/.test(extension.trim()) }}
        onOk={() => void open(withExtension)}
        onCancel={() => setAsking(false)}
      >
        <p>{t("desk.extension_detail")}</p>
        <Input
          autoFocus
          value={extension}
          onChange={(event) => setExtension(event.target.value)}
          onPressEnter={() => void open(withExtension)}
          aria-label={t("desk.extension")}
          placeholder="8001"
        />
      </Modal>
    </>
  );
}
