import { Alert, Button, Input, Popconfirm } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import type { components } from "@/api/schema";
import { useDraft } from "@/shared/draft";
import { errorText } from "@/shared/errorText";
import type { Values } from "@/shared/fields/definitions";
import { FieldItem } from "@/shared/fields/FieldsForm";
import { answersOf, codeOf } from "@/shared/fields/questions";
import { pickText } from "@/shared/format";
import { DraftFound } from "@/shared/ui/DraftFound";
import { useErrorNotice } from "@/shared/useErrorNotice";
import type { Outcome } from "../model";
import styles from "../visits.module.css";
import { Questions } from "./Questions";

type Schemas = components["schemas"];

export interface Answers {
  answers: Values;
  note: string;
}

interface Props {
  /** What is typed is kept in this browser under this name until it is recorded. */
  draft: string;
  questions: readonly Schemas["Question"][];
  options: Schemas["Options"];
  stored: Answers;
  /** The word on the button that finishes it. */
  finish: string;
  /** What is asked before an outcome without answers is recorded. */
  ask: Record<"unreachable" | "refused", string>;
  /** Whether it may be put off, with the answers so far. */
  later?: boolean;
  /** What follows from the result. */
  notice?: ReactNode;
  /** Beside the outcomes. */
  extra?: ReactNode;
  /** Records it; rejects with what the server said. */
  onSend: (outcome: Outcome, given: Answers) => Promise<unknown>;
  onConflict: () => void;
}

/** What the agent says, asks and writes down of one questionnaire. */
export function AnswerForm({ draft: name, questions, options, stored, onSend, onConflict, ...more }: Props) {
  const { t, i18n } = useTranslation();
  const fail = useErrorNotice();
  const draft = useDraft<Answers>(name);
  const [found, setFound] = useState(draft.kept !== null);
  const [form, setForm] = useState<Answers>(() => draft.kept ?? stored);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const { opening, closing } = options;

  const put = (change: Partial<Answers>) => {
    const next = { ...form, ...change };
    setForm(next);
    setFailure("");
    draft.keep(next);
  };

  function refused(error: unknown): void {
    if (error instanceof ApiError && error.status === 409) {
      fail(error); // what is there now takes this form's place
      onConflict();
      return;
    }
    const said = errorText(error, t, i18n.language);
    const code = error instanceof ApiError ? codeOf(error.field) : null;
    if (code === null) setFailure(said);
    else {
      setErrors({ [code]: said });
      document.getElementById(`answer-${code}`)?.scrollIntoView({ block: "center" });
    }
  }

  async function send(outcome: Outcome): Promise<void> {
    setErrors({});
    setFailure("");
    setBusy(true);
    try {
      await onSend(outcome, { answers: answersOf(questions, form.answers), note: form.note });
      draft.drop();
      setFound(false);
    } catch (error) {
      refused(error);
    } finally {
      setBusy(false);
    }
  }

  const over = (outcome: "unreachable" | "refused") => (
    <Popconfirm
      title={more.ask[outcome]}
      okText={t(`words.visit_state.${outcome}`)}
      onConfirm={() => void send(outcome)}
    >
      <Button disabled={busy}>{t(`words.visit_state.${outcome}`)}</Button>
    </Popconfirm>
  );
  return (
    <>
      {found && (
        <DraftFound
          onDrop={() => {
            draft.drop();
            setForm(stored);
            setFound(false);
          }}
        />
      )}
      {opening && <p className={styles.said}>{pickText(opening, i18n.language)}</p>}
      <Questions
        questions={questions}
        answers={form.answers}
        errors={errors}
        onAnswer={(code, value) => {
          setErrors(({ [code]: _gone, ...others }) => others);
          put({ answers: { ...form.answers, [code]: value } });
        }}
      />
      {closing && <p className={styles.said}>{pickText(closing, i18n.language)}</p>}
      <FieldItem id="visit-note" label={t("visits.note")}>
        <Input.TextArea
          id="visit-note"
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={5000}
          value={form.note}
          onChange={(event) => put({ note: event.target.value })}
        />
      </FieldItem>
      {more.notice}
      {failure && <Alert type="error" showIcon style={{ marginBottom: 12 }} title={failure} />}
      <div className={styles.outcomes}>
        <Button type="primary" loading={busy} onClick={() => void send("done")}>
          {more.finish}
        </Button>
        {more.later && (
          <Button disabled={busy} onClick={() => void send("later")} title={t("visits.later_hint")}>
            {t("visits.later")}
          </Button>
        )}
        {over("unreachable")}
        {over("refused")}
        {more.extra}
      </div>
    </>
  );
}
