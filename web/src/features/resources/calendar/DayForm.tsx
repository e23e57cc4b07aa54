import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Alert, App, Button, Input, Radio, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { FieldItem } from "@/shared/fields/FieldsForm";
import { Affected } from "@/shared/impact/Affected";
import { useSetDay } from "./api";
import styles from "./calendar.module.css";
import { dayOf, type Hours, type Interval, type SpecialDay, spans } from "./model";

type Rule = "week" | "closed" | "hours";
const TIME = "([01][0-9]|2[0-3]):[0-5][0-9]|24:00";

/** What holds on one day: as the week says, closed, or hours of its own. */
export function DayForm({ hours, date }: { hours: Hours; date: string }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const save = useSetDay(hours.id);
  const day = dayOf(hours, date);
  const before: Rule = day.special === null ? "week" : day.intervals.length > 0 ? "hours" : "closed";
  const [rule, setRule] = useState<Rule>(before);
  const [name, setName] = useState({ zh: day.special?.name.zh ?? "", en: day.special?.name.en ?? "" });
  const [intervals, setIntervals] = useState<readonly Interval[]>(
    day.intervals.length > 0 ? day.intervals : (hours.week[0] ?? []),
  );
  const week = dayOf({ week: hours.week, special: [] }, date);
  const put = (at: number, part: Partial<Interval>) =>
    setIntervals(intervals.map((one, place) => (place === at ? { ...one, ...part } : one)));

  function special(): SpecialDay | null {
    if (rule === "week") return null;
    const { zh, en } = { zh: name.zh.trim(), en: name.en.trim() };
    return { date, name: { zh: zh || en, en: en || zh }, intervals: rule === "hours" ? [...intervals] : [] };
  }

  const named = rule === "week" || name.zh.trim() !== "" || name.en.trim() !== "";
  const complete = named && (rule !== "hours" || intervals.length > 0);
  return (
    <form
      className={styles.form}
      aria-label={date}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ date, special: special() }, { onSuccess: () => void message.success(t("settings.saved")) });
      }}
    >
      <h3>
        {new Intl.DateTimeFormat(i18n.language === "en" ? "en-GB" : i18n.language, {
          timeZone: "UTC",
          dateStyle: "full",
        }).format(Date.parse(`${date}T00:00:00Z`))}
      </h3>
      <Radio.Group
        vertical
        aria-label={t("hours.rule")}
        value={rule}
        onChange={(event) => setRule(event.target.value as Rule)}
        options={[
          { value: "week", label: t("hours.as_week", { when: spans(week.intervals) || t("hours.kind.closed") }) },
          { value: "closed", label: t("hours.closed_all_day") },
          { value: "hours", label: t("hours.own_hours") },
        ]}
      />
      {rule !== "week" &&
        (["zh", "en"] as const).map((language) => (
          <FieldItem key={language} id={`day-${language}`} label={t(`hours.name_${language}`)}>
            <Input
              id={`day-${language}`}
              value={name[language]}
              maxLength={100}
              onChange={(event) => setName({ ...name, [language]: event.target.value })}
            />
          </FieldItem>
        ))}
      {rule === "hours" && (
        <fieldset>
          <legend>{t("hours.own_hours")}</legend>
          {intervals.map((one, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a span is where it is
            <Space key={at}>
              {(["start", "end"] as const).map((part) => (
                <Input
                  key={part}
                  style={{ width: 90 }}
                  required
                  pattern={TIME}
                  aria-label={`${t(`hours.${part}`)} ${at + 1}`}
                  value={one[part]}
                  onChange={(event) => put(at, { [part]: event.target.value })}
                />
              ))}
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={`${t("settings.remove")} ${at + 1}`}
                onClick={() => setIntervals(intervals.filter((_, place) => place !== at))}
              />
            </Space>
          ))}
          <Button
            size="small"
            icon={<PlusOutlined />}
            onClick={() => setIntervals([...intervals, { start: "09:00", end: "18:00" }])}
          >
            {t("settings.add")}
          </Button>
        </fieldset>
      )}
      <Affected kind="hours" id={hours.id} />
      {save.error && <Alert type="error" showIcon title={errorText(save.error, t, i18n.language)} />}
      <Button type="primary" htmlType="submit" loading={save.isPending} disabled={!complete}>
        {t("common.save")}
      </Button>
    </form>
  );
}
