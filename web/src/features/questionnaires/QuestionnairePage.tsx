import { PlusOutlined } from "@ant-design/icons";
import { Alert, App, Button, ConfigProvider, Dropdown, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { ApiError } from "@/api/errors";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { useDraft } from "@/shared/draft";
import { errorText } from "@/shared/errorText";
import { ConditionEditor } from "@/shared/fields/ConditionEditor";
import { pickText } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { mostOf, newQuestion } from "@/shared/questions/model";
import { QuestionCard } from "@/shared/questions/QuestionCard";
import { moved, rowOf } from "@/shared/rows";
import { DraftFound } from "@/shared/ui/DraftFound";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useQuestionnaire, useQuestionnaireActs } from "./api";
import { Basics } from "./components/Basics";
import { Preview } from "./components/Preview";
import { QuestionnaireState } from "./components/QuestionnaireState";
import { type Form, formOf, KINDS, othersOf, partOf, type QuestionnaireDetail, toSend } from "./model";
import styles from "./questionnaires.module.css";

export function Component() {
  const { t, i18n } = useTranslation();
  const { id = "new" } = useParams();
  const found = useQuestionnaire(id === "new" ? null : id);
  if (id === "new") return <Editor key="new" before={null} />;
  const error = inTheWay(found);
  if (error) return <Trouble title={errorText(error, t, i18n.language)} />;
  if (!found.data) return <Loading />;
  return <Editor key={`${found.data.id} ${found.data.version}`} before={found.data} />;
}

/** One questionnaire: what is asked, when, and what the answers are worth; beside it as the agent gets it. */
function Editor({ before }: { before: QuestionnaireDetail | null }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const fail = useErrorNotice();
  const navigate = useNavigate();
  const user = useUser();
  const may = mayDo(user, "questionnaires.manage");
  const acts = useQuestionnaireActs();
  const draft = useDraft<{ form: Form; version: number }>(`questionnaire.${before?.id ?? "new"}`);
  const [found, setFound] = useState(may && draft.kept !== null);
  const [form, setForm] = useState<Form>(() => (may ? draft.kept?.form : null) ?? formOf(before));
  const older = found && draft.kept !== null && draft.kept.version !== (before?.version ?? 0);
  const [failure, setFailure] = useState<{ text: string; field: string | undefined } | null>(null);
  const { questions } = form;
  const put = (more: Partial<Form>) => {
    const next = { ...form, ...more };
    setForm(next);
    setFailure(null);
    draft.keep({ form: next, version: before?.version ?? 0 });
  };
  const called = (answer: "good" | "poor") => ({
    zh: i18n.getFixedT("zh-CN")(`quality.${answer}`),
    en: i18n.getFixedT("en")(`quality.${answer}`),
  });
  const busy = acts.create.isPending || acts.change.isPending;
  const place = rowOf(failure?.field, "questions");
  const part = partOf(failure?.field);

  async function save(state?: "active" | "closed"): Promise<void> {
    const body = toSend(form);
    const same = before !== null && JSON.stringify(questions) === JSON.stringify(before.questions);
    try {
      const made =
        before === null
          ? await acts.create.mutateAsync(body)
          : await acts.change.mutateAsync({
              id: before.id,
              body: { ...body, questions: same ? undefined : questions, version: before.version, state },
            });
      draft.drop();
      setFound(false);
      if (before === null) void navigate(`/questionnaires/${made.id}`, { replace: true });
      if (before === null && state) {
        await acts.change.mutateAsync({ id: made.id, body: { version: made.version, state } }).catch(fail);
      }
      void message.success(t("questionnaires.saved"));
    } catch (error) {
      setFailure({
        text: errorText(error, t, i18n.language),
        field: error instanceof ApiError ? error.field : undefined,
      });
    }
  }

  return (
    <>
      <PageHead
        title={before ? pickText(before.name, i18n.language) : t("questionnaires.new")}
        detail={t("questionnaires.worth", { count: questions.length, most: mostOf(questions) })}
        actions={
          <>
            {before && <QuestionnaireState state={before.state} />}
            {before && before.state !== "draft" && mayDo(user, "visits.read") && (
              <Link to={`/questionnaires/${before.id}/statistics`}>{t("questionnaires.statistics")}</Link>
            )}
            <Link to="/questionnaires">{t("questionnaires.all")}</Link>
            {older && (
              <Alert type="warning" showIcon style={{ marginBottom: 16 }} title={t("questionnaires.changed_since")} />
            )}
            {may && before?.state === "active" && (
              <Popconfirm title={t("questionnaires.close_ask")} onConfirm={() => void save("closed")}>
                <Button disabled={busy}>{t("questionnaires.close")}</Button>
              </Popconfirm>
            )}
            {may && (
              <Button loading={busy} onClick={() => void save()}>
                {t("common.save")}
              </Button>
            )}
            {may && before?.state !== "active" && (
              <Button type="primary" loading={busy} onClick={() => void save("active")}>
                {t("questionnaires.activate")}
              </Button>
            )}
          </>
        }
      />
      {found && (
        <DraftFound
          onDrop={() => {
            draft.drop();
            setForm(formOf(before));
            setFound(false);
          }}
        />
      )}
      {may && before?.state === "active" && (
        <Alert type="info" showIcon style={{ marginBottom: 16 }} title={t("questionnaires.affected")} />
      )}
      {failure && place === null && part === null && (
        <Alert type="error" showIcon style={{ marginBottom: 16 }} title={failure.text} />
      )}
      <div className={pageStyles.two}>
        <ConfigProvider componentDisabled={!may}>
          <div className={pageStyles.stack}>
            <Basics form={form} readOnly={!may} errors={part && failure ? { [part]: failure.text } : {}} put={put} />
            <Panel title={t("questionnaires.questions")}>
              {questions.length === 0 && <p>{t("questionnaires.teach_questions")}</p>}
              {questions.map((question, at) => {
                const label = `${t("questionnaires.question")} ${at + 1}`;
                const change = (changed: typeof question) =>
                  put({ questions: questions.map((one, other) => (other === at ? changed : one)) });
                return (
                  <QuestionCard
                    key={question.field.code}
                    question={question}
                    place={at}
                    count={questions.length}
                    readOnly={!may}
                    error={failure && place === at ? failure.text : undefined}
                    label={label}
                    kind={t(`customerfields.kinds.${question.field.kind}`)}
                    asked={t("questionnaires.asked")}
                    required={t("questionnaires.required")}
                    onChange={change}
                    onMove={(to) => put({ questions: moved(questions, at, to) })}
                    onRemove={() => put({ questions: questions.filter((_, other) => other !== at) })}
                  >
                    {questions.length > 1 && (
                      <ConditionEditor
                        label={t("questionnaires.asked_when")}
                        value={question.field.visible_if}
                        fields={othersOf(questions, at)}
                        onChange={(rule) =>
                          change({ ...question, field: { ...question.field, visible_if: rule ?? null } })
                        }
                      />
                    )}
                  </QuestionCard>
                );
              })}
              {may && (
                <Dropdown
                  trigger={["click"]}
                  menu={{
                    items: KINDS.map((kind) => ({
                      key: kind,
                      label: t(`customerfields.kinds.${kind}`),
                      onClick: () => {
                        const codes = questions.map((one) => one.field.code);
                        put({ questions: [...questions, newQuestion(kind, codes, called)] });
                      },
                    })),
                  }}
                >
                  <Button type="dashed" icon={<PlusOutlined />}>
                    {t("questionnaires.add")}
                  </Button>
                </Dropdown>
              )}
            </Panel>
          </div>
        </ConfigProvider>
        <div className={styles.preview}>
          <Panel title={t("questionnaires.preview")}>
            <Preview form={form} />
          </Panel>
        </div>
      </div>
    </>
  );
}
