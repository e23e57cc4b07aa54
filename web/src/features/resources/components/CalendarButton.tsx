import { Button } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useAddress } from "@/shared/list/useAddress";

const HoursCalendar = lazy(() => import("../calendar/HoursCalendar"));

/** Opens the days of a calendar; which one is open stands in the address. */
export function CalendarButton({ id }: { id: string }) {
  const { t } = useTranslation();
  const [params, change] = useAddress();
  const show = (open: boolean) =>
    change((next) => (open ? next.set("calendar", id) : next.delete("calendar")), { replace: true });
  return (
    <>
      <Button size="small" onClick={() => show(true)}>
        {t("hours.calendar")}
      </Button>
      <Suspense>{params.get("calendar") === id && <HoursCalendar id={id} onClose={() => show(false)} />}</Suspense>
    </>
  );
}
