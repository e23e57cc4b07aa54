import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import styles from "./calendar.module.css";
import { dayOf, type Hours, inMonth, moved, spans, weeksOf } from "./model";

interface Props {
  hours: Hours;
  /** `2026-10` */
  month: string;
  chosen: string;
  today: string;
  onChoose: (date: string) => void;
  /** Only the days' numbers and colours, as in the view of a year. */
  small?: boolean;
}

/** A month as a table of days: arrows go from day to day, page keys from month to month. */
export function Month({ hours, month, chosen, today, onChoose, small = false }: Props) {
  const { t, i18n } = useTranslation();
  const table = useRef<HTMLTableElement>(null);
  const steered = useRef(false);
  const { language } = i18n;
  const said = (date: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { timeZone: "UTC", ...options }).format(
      Date.parse(`${date}T00:00:00Z`),
    );

  useEffect(() => {
    if (!steered.current) return;
    steered.current = false;
    table.current?.querySelector<HTMLElement>(`[data-date="${chosen}"]`)?.focus();
  }, [chosen]);

  function steer(event: KeyboardEvent): void {
    const days: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
    const months: Record<string, number> = { PageUp: -1, PageDown: 1 };
    const by = days[event.key];
    const page = months[event.key];
    if (by === undefined && page === undefined) return;
    event.preventDefault();
    steered.current = true;
    onChoose(by === undefined ? inMonth(chosen, page ?? 0) : moved(chosen, by));
  }

  const weekdays = [0, 1, 2, 3, 4, 5, 6] as const;
  const first = chosen.startsWith(month) ? chosen : `${month}-01`;
  return (
    <table ref={table} className={small ? styles.small : styles.month} onKeyDown={steer}>
      <caption>{said(`${month}-01`, small ? { month: "long" } : { month: "long", year: "numeric" })}</caption>
      <thead>
        <tr>
          {weekdays.map((day) => (
            <th key={day} scope="col" abbr={t(`settings.each.week.${day}`)}>
              {said(`2024-01-0${day + 1}`, { weekday: small ? "narrow" : "short" })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month).map((week, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a week is where it is
          <tr key={row}>
            {week.map((date, column) => {
              // biome-ignore lint/suspicious/noArrayIndexKey: a day is where it is
              if (date === null) return <td key={column} />;
              const day = dayOf(hours, date);
              const name = day.special ? day.special.name[language === "en" ? "en" : "zh"] : "";
              const when = spans(day.intervals) || t(`hours.kind.${day.kind}`);
              const full = [said(date, { dateStyle: "full" }), name, t(`hours.kind.${day.kind}`), spans(day.intervals)];
              return (
                <td key={date}>
                  <button
                    type="button"
                    data-date={date}
                    data-kind={day.kind}
                    aria-label={full.filter(Boolean).join(", ")}
                    aria-pressed={date === chosen}
                    aria-current={date === today ? "date" : undefined}
                    tabIndex={date === first ? 0 : -1}
                    title={small ? [name, when].filter(Boolean).join(" ") : undefined}
                    onClick={() => onChoose(date)}
                  >
                    <b>{Number(date.slice(8))}</b>
                    {!small && (
                      <>
                        <span>{name}</span>
                        <small>{when}</small>
                      </>
                    )}
                  </button>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
