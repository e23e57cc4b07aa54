import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Drawer, Segmented, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { serverNow } from "@/api/clock";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { dateOf } from "@/shared/time/zone";
import { Loading } from "@/shared/ui/Loading";
import { Trouble } from "@/shared/ui/Trouble";
import { useHours } from "./api";
import styles from "./calendar.module.css";
import { DayForm } from "./DayForm";
import { Month } from "./Month";
import { dayOf, inMonth, monthsOf } from "./model";

const KINDS = ["open", "closed", "holiday", "make_up", "own"] as const;

/** Which days are open when, by month or year; a day that is clicked can be given hours of its own. */
export default function HoursCalendar({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const hours = useHours(id);
  const today = dateOf(serverNow());
  const [chosen, setChosen] = useState(today);
  const [view, setView] = useState<"month" | "year">("month");
  const step = view === "month" ? 1 : 12;
  const shared = { chosen, today, onChoose: setChosen };
  return (
    <Drawer
      open
      size={1100}
      title={hours.data ? t("hours.of", { name: pickText(hours.data.name, i18n.language) }) : t("hours.calendar")}
      onClose={onClose}
    >
      {hours.error && <Trouble title={errorText(hours.error, t, i18n.language)} />}
      {hours.isPending && <Loading />}
      {hours.data && (
        <>
          <Space className={styles.bar} wrap>
            <Segmented<"month" | "year">
              aria-label={t("hours.view")}
              value={view}
              onChange={setView}
              options={[
                { value: "month", label: t("hours.month") },
                { value: "year", label: t("settings.year") },
              ]}
            />
            <Button
              icon={<LeftOutlined />}
              aria-label={t("hours.earlier")}
              onClick={() => setChosen(inMonth(chosen, -step))}
            />
            <Button onClick={() => setChosen(today)}>{t("hours.today")}</Button>
            <Button
              icon={<RightOutlined />}
              aria-label={t("hours.later")}
              onClick={() => setChosen(inMonth(chosen, step))}
            />
            {view === "year" && <strong>{chosen.slice(0, 4)}</strong>}
            {KINDS.map((kind) => (
              <span key={kind} className={styles.key} data-kind={kind}>
                {t(`hours.kind.${kind}`)}
              </span>
            ))}
          </Space>
          <div className={styles.two}>
            {view === "month" ? (
              <Month hours={hours.data} month={chosen.slice(0, 7)} {...shared} />
            ) : (
              <div className={styles.year}>
                {monthsOf(chosen.slice(0, 4)).map((month) => (
                  <Month key={month} hours={hours.data} month={month} small {...shared} />
                ))}
              </div>
            )}
            <DayForm
              key={`${chosen} ${JSON.stringify(dayOf(hours.data, chosen).special)}`}
              hours={hours.data}
              date={chosen}
            />
          </div>
        </>
      )}
    </Drawer>
  );
}
