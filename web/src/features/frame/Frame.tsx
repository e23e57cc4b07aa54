import { Layout } from "antd";
import { lazy, Suspense, useState } from "react";
import { Outlet } from "react-router";
import { hasDesk, mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { phoneBar } from "@/features/desk/phoneBarLater";
import { allWords } from "@/i18n";
import { HeaderBar } from "./components/HeaderBar";
import { HealthBanner } from "./components/HealthBanner";
import { SideMenu } from "./components/SideMenu";
import styles from "./frame.module.css";

const SetupBanner = lazy(async () => (await Promise.all([import("@/features/setup/SetupBanner"), allWords()]))[0]);
const SessionStrip = lazy(() => import("@/features/supervision/SessionStrip"));

/** What stays around every room: menu, header, the agent's phone bar, and the word when data is not current. */
export function Frame() {
  const user = useUser();
  const [collapsed, setCollapsed] = useState(false);
  const agent = hasDesk(user);
  const PhoneBar = phoneBar.use(agent);
  return (
    <Layout className={styles.frame}>
      <Layout.Sider
        className={styles.sider}
        width={196}
        collapsedWidth={64}
        collapsible
        collapsed={collapsed}
        onCollapse={setCollapsed}
        theme="light"
      >
        <SideMenu collapsed={collapsed} />
      </Layout.Sider>
      <Layout className={styles.main}>
        <HeaderBar />
        {agent && (PhoneBar === null ? <div className={styles.barPlace} /> : <PhoneBar />)}
        {mayDo(user, "live.watch") && (
          <Suspense>
            <SessionStrip />
          </Suspense>
        )}
        <HealthBanner />
        {mayDo(user, "company.manage") && (
          <Suspense>
            <SetupBanner />
          </Suspense>
        )}
        <Layout.Content className={styles.content}>
          <Suspense>
            <Outlet />
          </Suspense>
        </Layout.Content>
      </Layout>
    </Layout>
  );
}
