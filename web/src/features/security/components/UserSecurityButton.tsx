import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

const UserSecurityDrawer = lazy(() => import("./UserSecurityDrawer"));

/** Opens how a user can log in: locked or not, one-time codes, where he is logged in; and his phone password, where he
 * has a 工号 (`dials`). */
export function UserSecurityButton({ id, name, dials }: { id: string; name: string; dials: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t("security.user")}
      </Button>
      <Suspense>
        {open && <UserSecurityDrawer id={id} name={name} dials={dials} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  );
}
