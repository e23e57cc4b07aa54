import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { Assessment, State } from "../model";
import { STATE_COLOURS } from "../model";

export function StateTag({ state }: { state: State }) {
  const { t } = useTranslation();
  return <Tag color={STATE_COLOURS[state]}>{t(`quality.state.${state}`)}</Tag>;
}

/** A percentage, and whether it passed; something fatal is said instead. */
export function Score({ row }: { row: Pick<Assessment, "percent" | "passed" | "fatal"> }) {
  const { t } = useTranslation();
  if (row.percent === null) return <>–</>;
  return (
    <>
      <span className="figure">{row.percent}%</span>{" "}
      {row.fatal.length > 0 ? (
        <Tag color="red">{t("quality.fatal")}</Tag>
      ) : (
        row.passed !== null && (
          <Tag color={row.passed ? "green" : "red"}>{t(row.passed ? "quality.passed" : "quality.failed")}</Tag>
        )
      )}
    </>
  );
}
