import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Questions } from "@/features/visits/components/Questions";
import visitStyles from "@/features/visits/visits.module.css";
import type { Values } from "@/shared/fields/definitions";
import { pickText } from "@/shared/format";
import type { Form } from "../model";

/** The questionnaire as the agent gets it; what is answered here goes nowhere. */
export function Preview({ form }: { form: Form }) {
  const { i18n } = useTranslation();
  const [answers, setAnswers] = useState<Values>({});
  const opening = pickText(form.opening, i18n.language);
  const closing = pickText(form.closing, i18n.language);
  return (
    <>
      {opening && <p className={visitStyles.said}>{opening}</p>}
      <Questions
        questions={form.questions}
        answers={answers}
        onAnswer={(code, value) => setAnswers((now) => ({ ...now, [code]: value }))}
      />
      {closing && <p className={visitStyles.said}>{closing}</p>}
    </>
  );
}
