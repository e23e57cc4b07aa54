import { App, Button, InputNumber, Popover, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useHolidays } from "../api";

/** Puts a year's statutory holidays and make-up days into a calendar, where they can be changed. */
export function HolidaysButton({ id }: { id: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const notice = useErrorNotice();
  const add = useHolidays();
  const [year, setYear] = useState(() => new Date().getFullYear());
  const send = () => add.mutateAsync({ id, year }).then(() => void message.success(t("settings.saved")), notice);
  return (
    <Popover
      trigger="click"
      content={
        <Space>
          <InputNumber
            aria-label={t("settings.year")}
            value={year}
            min={2000}
            max={2100}
            precision={0}
            onChange={(value) => setYear(value ?? year)}
          />
          <Button type="primary" loading={add.isPending} onClick={() => void send()}>
            {t("settings.add_holidays")}
          </Button>
        </Space>
      }
    >
      <Button size="small">{t("settings.holidays")}</Button>
    </Popover>
  );
}
