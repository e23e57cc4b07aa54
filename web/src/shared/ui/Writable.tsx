import { ConfigProvider } from "antd";
import type { ReactNode } from "react";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";

/** A form for those who have `function`; others read it, and type nothing that the server would refuse. */
export function Writable({ function: code, children }: { function: string; children: ReactNode }) {
  const user = useUser();
  return <ConfigProvider componentDisabled={!mayDo(user, code)}>{children}</ConfigProvider>;
}
