import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

const UserSecurityDrawer = lazy(() => import("./UserSecurityDrawer"));

/** Opens how a user can log in: locked or not, one-time codes, where he is logged in. */
export function UserSecurityButton({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t("security.user")}
      </Button>
      <Suspense>{open && <UserSecurityDrawer id={id} name={name} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
