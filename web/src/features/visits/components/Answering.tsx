import { Alert, App, Button, Input, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import { useDraft } from "@/shared/draft";
import { errorText } from "@/shared/errorText";
import type { Values } from "@/shared/fields/definitions";
import { FieldItem } from "@/shared/fields/FieldsForm";
import { answersOf, codeOf } from "@/shared/fields/questions";
import { pickText } from "@/shared/format";
import { DraftFound } from "@/shared/ui/DraftFound";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useRecord } from "../api";
import type { Outcome, VisitDetail } from "../model";
import styles from "../visits.module.css";
import { Questions } from "./Questions";

interface Form {
  answers: Values;
  note: string;
}

/** What the agent says, asks and writes down; what is typed is kept in the browser until a result is recorded. */
export function Answering({ visit, onConflict }: { visit: VisitDetail; onConflict: () => void }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const fail = useErrorNotice();
  const stored: Form = { answers: visit.answers, note: visit.note };
  const draft = useDraft<Form>(`visit.${visit.id}`);
  const [found, setFound] = useState(draft.kept !== null);
  const [form, setForm] = useState<Form>(() => draft.kept ?? stored);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState("");
  const record = useRecord(visit.id);
  const { opening, closing, certify, satisfied } = visit.options;
  const certifies = certify === true && visit.ticket_id !== null;

  const put = (more: Partial<Form>) => {
    const next = { ...form, ...more };
    setForm(next);
    setFailure("");
    draft.keep(next);
  };

  function send(outcome: Outcome): void {
    const answers = answersOf(visit.questions, form.answers);
    setErrors({});
    setFailure("");
    record.mutate(
      { version: visit.version, outcome, answers: answers as never, note: form.note },
      {
        onSuccess: () => {
          draft.drop();
          setFound(false);
          void message.success(t(`visits.recorded.${outcome}`));
        },
        onError: (error) => {
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
        },
      },
    );
  }

  const over = (outcome: "unreachable" | "refused") => (
    <Popconfirm
      title={t(`visits.ask.${outcome}`)}
      okText={t(`words.visit_state.${outcome}`)}
      onConfirm={() => send(outcome)}
    >
      <Button disabled={record.isPending}>{t(`words.visit_state.${outcome}`)}</Button>
    </Popconfirm>
  );
  return (
    <Panel title={pickText(visit.questionnaire, i18n.language)}>
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
        questions={visit.questions}
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
      {certifies && (
        <Alert
          type="info"
          showIcon
          style={{ marginBottom: 12 }}
          title={t("visits.certifies", { number: visit.ticket_number })}
          description={t("visits.certifies_how", { percent: satisfied })}
        />
      )}
      {failure && <Alert type="error" showIcon style={{ marginBottom: 12 }} title={failure} />}
      <div className={styles.outcomes}>
        <Button type="primary" loading={record.isPending} onClick={() => send("done")}>
          {t(certifies ? "visits.finish_certify" : "visits.finish")}
        </Button>
        <Button disabled={record.isPending} onClick={() => send("later")} title={t("visits.later_hint")}>
          {t("visits.later")}
        </Button>
        {over("unreachable")}
        {over("refused")}
      </div>
    </Panel>
  );
}
