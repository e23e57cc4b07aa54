import { InputNumber } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Question } from "./model";

export interface PartProps {
  question: Question;
  label: string;
  put: (more: Partial<Question>) => void;
  beside?: ((code: string) => ReactNode) | undefined;
}

/** Points of an answer; without any it does not count. */
export function Worth({ question, code, label, put, beside }: PartProps & { code: string }) {
  const { t } = useTranslation();
  const scores = question.scores ?? {};
  return (
    <>
      <InputNumber<number>
        prefix={t("quality.points")}
        aria-label={`${label} ${t("quality.points")}`}
        value={scores[code] ?? null}
        changeOnWheel={false}
        onChange={(value) => {
          const { [code]: _, ...others } = scores;
          put({ scores: value === null ? others : { ...others, [code]: value } });
        }}
      />
      {beside?.(code)}
    </>
  );
}
