import {
  ApartmentOutlined,
  ApiOutlined,
  AudioOutlined,
  BarChartOutlined,
  BookOutlined,
  BranchesOutlined,
  CalendarOutlined,
  CoffeeOutlined,
  CustomerServiceOutlined,
  DashboardOutlined,
  DesktopOutlined,
  FileTextOutlined,
  HeartOutlined,
  HistoryOutlined,
  IdcardOutlined,
  InboxOutlined,
  LoginOutlined,
  MailOutlined,
  MessageOutlined,
  MobileOutlined,
  NotificationOutlined,
  PhoneOutlined,
  PlayCircleOutlined,
  RollbackOutlined,
  SafetyOutlined,
  SettingOutlined,
  ShopOutlined,
  StarOutlined,
  StopOutlined,
  TeamOutlined,
  UnorderedListOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { Menu, type MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { mayOpen, type Room } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { Mark } from "@/shared/ui/Mark";
import styles from "../frame.module.css";

const MAIN = [
  { path: "/desk", room: "desk", label: "frame.desk", icon: <CustomerServiceOutlined /> },
  { path: "/live", room: "live", label: "frame.live", icon: <DashboardOutlined /> },
  { path: "/platform", room: "live", label: "frame.platform", icon: <HeartOutlined /> },
  { path: "/announcements", room: "live", label: "frame.announcements", icon: <NotificationOutlined /> },
  { path: "/calls", room: "calls", label: "frame.calls", icon: <PhoneOutlined /> },
  { path: "/customers", room: "customers", label: "frame.customers", icon: <TeamOutlined /> },
  { path: "/tickets", room: "tickets", label: "frame.tickets", icon: <FileTextOutlined /> },
  { path: "/voicemails", room: "voicemails", label: "frame.voicemails", icon: <AudioOutlined /> },
  { path: "/callbacks", room: "callbacks", label: "frame.callbacks", icon: <RollbackOutlined /> },
  { path: "/recordings", room: "recordings", label: "frame.recordings", icon: <PlayCircleOutlined /> },
  { path: "/histories", room: "histories", label: "frame.histories", icon: <HistoryOutlined /> },
  { path: "/reports", room: "reports", label: "frame.reports", icon: <BarChartOutlined /> },
  { path: "/test-phone", room: "testPhone", label: "frame.test_phone", icon: <MobileOutlined /> },
] as const satisfies readonly { path: string; room: Room; label: string; icon: unknown }[];

const ADMIN = [
  { path: "/admin/users", label: "frame.users", icon: <UserOutlined /> },
  { path: "/admin/units", label: "settings.rooms.units.title", icon: <ApartmentOutlined /> },
  { path: "/admin/positions", label: "settings.rooms.positions.title", icon: <IdcardOutlined /> },
  { path: "/admin/roles", label: "settings.rooms.roles.title", icon: <SafetyOutlined /> },
  { path: "/admin/outlets", label: "settings.rooms.outlets.title", icon: <ShopOutlined /> },
  { path: "/admin/queues", label: "frame.queues", icon: <UnorderedListOutlined /> },
  { path: "/admin/skills", label: "settings.rooms.skills.title", icon: <StarOutlined /> },
  { path: "/admin/pauses", label: "settings.rooms.pauses.title", icon: <CoffeeOutlined /> },
  { path: "/admin/flows", label: "frame.flows", icon: <BranchesOutlined /> },
  { path: "/admin/hours", label: "settings.rooms.hours.title", icon: <CalendarOutlined /> },
  { path: "/admin/entries", label: "frame.entries", icon: <LoginOutlined /> },
  { path: "/admin/trunks", label: "settings.rooms.trunks.title", icon: <ApiOutlined /> },
  { path: "/admin/devices", label: "frame.devices", icon: <MessageOutlined /> },
  { path: "/admin/workstations", label: "settings.rooms.workstations.title", icon: <DesktopOutlined /> },
  { path: "/admin/dictionaries", label: "dictionaries.title", icon: <BookOutlined /> },
  { path: "/admin/mailboxes", label: "settings.rooms.mailboxes.title", icon: <InboxOutlined /> },
  { path: "/admin/templates", label: "settings.rooms.templates.title", icon: <MailOutlined /> },
  { path: "/admin/lists", label: "settings.rooms.lists.title", icon: <StopOutlined /> },
] as const;

export function SideMenu({ collapsed }: { collapsed: boolean }) {
  const { t } = useTranslation();
  const user = useUser();
  const { pathname } = useLocation();
  const paths: string[] = [...MAIN, ...ADMIN].map((item) => item.path);
  const selected = paths.filter((path) => pathname === path || pathname.startsWith(`${path}/`));

  const items: MenuProps["items"] = MAIN.filter((item) => mayOpen(user, item.room)).map((item) => ({
    key: item.path,
    icon: item.icon,
    label: <Link to={item.path}>{t(item.label)}</Link>,
  }));
  if (mayOpen(user, "admin")) {
    items.push({
      key: "admin",
      icon: <SettingOutlined />,
      label: t("frame.admin"),
      children: ADMIN.map((item) => ({
        key: item.path,
        icon: item.icon,
        label: <Link to={item.path}>{t(item.label)}</Link>,
      })),
    });
  }

  return (
    <nav className={styles.rooms} aria-label={t("frame.menu")}>
      <div className={styles.brand}>
        <Mark size={28} />
        {!collapsed && t("common.product")}
      </div>
      <Menu className={styles.menu} mode="inline" selectedKeys={selected} defaultOpenKeys={["admin"]} items={items} />
    </nav>
  );
}
