import { BellOutlined, SettingOutlined } from "@ant-design/icons";
import { Alert, Button, Card } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { errorText } from "@/shared/errorText";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { useHealth } from "./api";
import { AlarmBanner } from "./components/AlarmBanner";
import { ChannelTable } from "./components/ChannelTable";
import { HealthCards } from "./components/HealthCards";
import { TrunkTable } from "./components/TrunkTable";
import styles from "./platform.module.css";

const SettingsDrawer = lazy(() => import("./components/SettingsDrawer"));

/** Channels and the platform's health: what is up, what waits, what is heard badly, and the alarms. */
export function Component() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const health = useHealth();
  const [open, setOpen] = useState(false);
  return (
    <>
      <PageHead
        title={t("frame.platform")}
        detail={t("platform.detail")}
        actions={
          <>
            <Link to="/live/alarms">
              <Button icon={<BellOutlined />}>{t("platform.alarms")}</Button>
            </Link>
            <Button icon={<SettingOutlined />} onClick={() => setOpen(true)}>
              {t("platform.settings")}
            </Button>
          </>
        }
      />
      <AlarmBanner />
      <div className={styles.stack}>
        <Panel title={t("platform.health")}>
          {health.isPending && <Loading />}
          {health.error && <Alert type="error" showIcon title={errorText(health.error, t, i18n.language)} />}
          {health.data && <HealthCards health={health.data} />}
        </Panel>
        <Card className={pageStyles.flush} title={t("platform.trunks")} styles={{ body: { padding: 0 } }}>
          <TrunkTable />
        </Card>
        <Card className={pageStyles.flush} title={t("platform.channels")} styles={{ body: { padding: 0 } }}>
          <ChannelTable />
        </Card>
      </div>
      <Suspense>
        {open && <SettingsDrawer editable={mayDo(user, "live.manage")} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  );
}
