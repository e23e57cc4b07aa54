import { PlusOutlined } from "@ant-design/icons";
import { Alert, App, Button, Dropdown, Input, InputNumber, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { ApiError } from "@/api/errors";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { useDraft } from "@/shared/draft";
import { errorText } from "@/shared/errorText";
import { FieldItem } from "@/shared/fields/FieldsForm";
import { pickText } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { mostOf, newQuestion } from "@/shared/questions/model";
import { moved, rowOf } from "@/shared/rows";
import { DraftFound } from "@/shared/ui/DraftFound";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import { Trouble } from "@/shared/ui/Trouble";
import { useScorecard, useScorecardActs } from "./api";
import { CriterionEditor } from "./components/CriterionEditor";
import { ScorecardState } from "./components/Scorecards";
import { type Criterion, KINDS, type ScorecardDetail } from "./model";
import styles from "./quality.module.css";

interface Form {
  zh: string;
  en: string;
  pass_mark: number;
  appeal_days: number;
  criteria: Criterion[];
}

const EMPTY: Form = { zh: "", en: "", pass_mark: 80, appeal_days: 7, criteria: [] };

export function Component() {
  const { t, i18n } = useTranslation();
  const { id = "new" } = useParams();
  const scorecard = useScorecard(id === "new" ? null : id);
  if (id === "new") return <Editor key="new" before={null} />;
  const error = inTheWay(scorecard);
  if (error) return <Trouble title={errorText(error, t, i18n.language)} />;
  if (!scorecard.data) return <Loading />;
  return <Editor key={`${scorecard.data.id}${scorecard.data.version}`} before={scorecard.data} />;
}

function formOf(before: ScorecardDetail | null): Form {
  return before ? { ...EMPTY, ...before.name, ...before.options, criteria: before.criteria } : EMPTY;
}

/** 评分表: criteria with their points, what is enough to pass, how long one may appeal. */
function Editor({ before }: { before: ScorecardDetail | null }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const may = mayDo(useUser(), "quality.manage");
  const acts = useScorecardActs();
  const draft = useDraft<Form>(`scorecard.${before?.id ?? "new"}.${before?.version ?? 0}`);
  const [found, setFound] = useState(may && draft.kept !== null);
  const [form, setForm] = useState<Form>(() => (may ? draft.kept : null) ?? formOf(before));
  const [failure, setFailure] = useState<{ text: string; place: number | null } | null>(null);
  const put = (more: Partial<Form>) => {
    const next = { ...form, ...more };
    setForm(next);
    setFailure(null);
    draft.keep(next);
  };
  const called = (answer: "good" | "poor") => ({
    zh: i18n.getFixedT("zh-CN")(`quality.${answer}`),
    en: i18n.getFixedT("en")(`quality.${answer}`),
  });
  const busy = acts.create.isPending || acts.change.isPending;

  async function save(state?: "active" | "closed"): Promise<void> {
    const { criteria, pass_mark, appeal_days } = form;
    const body = { name: { zh: form.zh, en: form.en }, criteria, options: { pass_mark, appeal_days } };
    try {
      const same = before !== null && JSON.stringify(criteria) === JSON.stringify(before.criteria);
      const made =
        before === null
          ? await acts.create.mutateAsync(body)
          : await acts.change.mutateAsync({
              id: before.id,
              body: { ...body, criteria: same ? undefined : criteria, version: before.version },
            });
      const done =
        state === undefined
          ? made
          : await acts.change.mutateAsync({ id: made.id, body: { version: made.version, state } });
      draft.drop();
      void message.success(t("quality.saved"));
      void navigate(`/quality/scorecards/${done.id}`, { replace: before === null });
    } catch (error) {
      const place = error instanceof ApiError ? rowOf(error.field, "criteria") : null;
      setFailure({ text: errorText(error, t, i18n.language), place });
    }
  }

  return (
    <>
      <PageHead
        title={before ? pickText(before.name, i18n.language) : t("quality.new_scorecard")}
        detail={t("quality.worth", { count: form.criteria.length, most: mostOf(form.criteria) })}
        actions={
          <>
            {before && <ScorecardState state={before.state} />}
            <Button onClick={() => void navigate("/quality/scorecards")}>{t("quality.tab.scorecards")}</Button>
            {may && before?.state === "active" && (
              <Popconfirm title={t("quality.close_ask")} onConfirm={() => void save("closed")}>
                <Button>{t("quality.close_scorecard")}</Button>
              </Popconfirm>
            )}
            {may && (
              <Button loading={busy} onClick={() => void save()}>
                {t("common.save")}
              </Button>
            )}
            {may && before?.state !== "active" && (
              <Button type="primary" loading={busy} onClick={() => void save("active")}>
                {t("quality.activate")}
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
      {before !== null && before.assessments > 0 && may && (
        <Alert
          type="info"
          showIcon
          style={{ marginBottom: 16 }}
          title={t("quality.affected", { count: before.assessments })}
        />
      )}
      {failure && failure.place === null && (
        <Alert type="error" showIcon style={{ marginBottom: 16 }} title={failure.text} />
      )}
      <Panel title={t("quality.basics")} style={{ marginBottom: 16 }}>
        <fieldset disabled={!may} className={styles.basics}>
          {(["zh", "en"] as const).map((language) => (
            <FieldItem
              key={language}
              id={`name-${language}`}
              label={`${t("quality.name")} (${t(`settings.in_${language}`)})`}
              required
            >
              <Input
                id={`name-${language}`}
                value={form[language]}
                maxLength={100}
                onChange={(event) => put({ [language]: event.target.value })}
              />
            </FieldItem>
          ))}
          <FieldItem id="pass-mark" label={t("quality.pass_mark")} help={t("quality.pass_mark_hint")}>
            <InputNumber<number>
              id="pass-mark"
              min={0}
              max={100}
              suffix="%"
              value={form.pass_mark}
              changeOnWheel={false}
              onChange={(value) => put({ pass_mark: value ?? 0 })}
            />
          </FieldItem>
          <FieldItem id="appeal-days" label={t("quality.appeal_days")} help={t("quality.appeal_days_hint")}>
            <InputNumber<number>
              id="appeal-days"
              min={0}
              max={365}
              precision={0}
              value={form.appeal_days}
              changeOnWheel={false}
              onChange={(value) => put({ appeal_days: value ?? 0 })}
            />
          </FieldItem>
        </fieldset>
      </Panel>
      {form.criteria.length === 0 && <Alert type="info" title={t("quality.teach.criteria")} />}
      {form.criteria.map((criterion, place) => (
        <CriterionEditor
          key={criterion.field.code}
          question={criterion}
          place={place}
          count={form.criteria.length}
          readOnly={!may}
          error={failure?.place === place ? failure.text : undefined}
          onChange={(changed) => put({ criteria: form.criteria.map((one, at) => (at === place ? changed : one)) })}
          onMove={(to) => put({ criteria: moved(form.criteria, place, to) })}
          onRemove={() => put({ criteria: form.criteria.filter((_, at) => at !== place) })}
        />
      ))}
      {may && (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: KINDS.map((kind) => ({
              key: kind,
              label: t(`quality.kind.${kind}`),
              onClick: () =>
                put({
                  criteria: [
                    ...form.criteria,
                    newQuestion(
                      kind,
                      form.criteria.map((one) => one.field.code),
                      called,
                    ),
                  ],
                }),
            })),
          }}
        >
          <Button type="dashed" icon={<PlusOutlined />} style={{ marginTop: 12 }}>
            {t("quality.add_criterion")}
          </Button>
        </Dropdown>
      )}
    </>
  );
}
