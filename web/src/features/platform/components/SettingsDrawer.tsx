import { App, Button, Checkbox, Drawer, Form, InputNumber, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { LiveSettings } from "@/api/types";
import { Waiting } from "@/shared/ui/Waiting";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useLiveSettings, useSaveLiveSettings } from "../api";

const FUNCTIONS = ["listen", "whisper", "barge", "take_over", "hang_up", "move", "state", "message"] as const;
const LIMITS = [
  "disk_low_percent",
  "disk_critical_percent",
  "journal_waiting",
  "recordings_waiting",
  "recordings_failed",
  "load_per_processor",
] as const;

/** What supervisors may do, whether agents are told, and at which figures alarms begin. */
export default function SettingsDrawer({ editable, onClose }: { editable: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const fail = useErrorNotice();
  const settings = useLiveSettings(true);
  const save = useSaveLiveSettings();

  return (
    <Drawer title={t("platform.settings")} open onClose={onClose} size={520}>
      {settings.data === undefined ? (
        <Waiting query={settings} />
      ) : (
        <Form<LiveSettings>
          layout="vertical"
          initialValues={settings.data}
          disabled={!editable}
          onFinish={(values) =>
            save.mutate(values, {
              onSuccess: () => {
                void message.success(t("common.saved"));
                onClose();
              },
              onError: fail,
            })
          }
        >
          <Form.Item name={["supervision", "functions"]} label={t("platform.functions")}>
            <Checkbox.Group options={FUNCTIONS.map((value) => ({ value, label: t(`platform.function.${value}`) }))} />
          </Form.Item>
          <Form.Item
            name={["supervision", "tell_agents"]}
            label={t("platform.tell_agents")}
            help={t("platform.tell_agents_help")}
            valuePropName="checked"
          >
            <Switch />
          </Form.Item>
          <h3>{t("platform.limits")}</h3>
          {LIMITS.map((limit) => (
            <Form.Item key={limit} name={["alarms", limit]} label={t(`platform.limit.${limit}`)}>
              <InputNumber min={0} style={{ width: 160 }} />
            </Form.Item>
          ))}
          {editable ? (
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              {t("common.save")}
            </Button>
          ) : (
            <p>{t("platform.settings_readonly")}</p>
          )}
        </Form>
      )}
    </Drawer>
  );
}
