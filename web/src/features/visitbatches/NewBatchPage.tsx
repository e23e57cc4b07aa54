import { Alert, App, Button, DatePicker, Input, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { ApiError } from "@/api/errors";
import { useQuestionnaires } from "@/features/questionnaires/api";
import { usePeople } from "@/shared/directory";
import { useDraft } from "@/shared/draft";
import { errorText } from "@/shared/errorText";
import { FieldItem } from "@/shared/fields/FieldsForm";
import { pickText } from "@/shared/format";
import { isoPicked, picked } from "@/shared/time/picked";
import { DraftFound } from "@/shared/ui/DraftFound";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { useBatchActs, useTrial } from "./api";
import { RulePanel } from "./components/RulePanel";
import { Trial } from "./components/Trial";
import { batchOf, EMPTY, type Explained, type Form, partOf, ruleOf } from "./model";

/** A batch is put together: a questionnaire, whom to take, who makes the visits; tried before it is made. */
export function Component() {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const people = usePeople();
  const questionnaires = (useQuestionnaires().data ?? []).filter((one) => one.state === "active");
  const draft = useDraft<Form>("visit-batch");
  const [found, setFound] = useState(draft.kept !== null);
  const [form, setForm] = useState<Form>(() => ({ ...EMPTY, ...draft.kept }));
  const [tried, setTried] = useState<{ rule: string; explained: Explained } | null>(null);
  const [failure, setFailure] = useState<{ text: string; field: string | undefined } | null>(null);
  const trial = useTrial();
  const { create } = useBatchActs();
  const rule = ruleOf(form);
  const explained = tried?.rule === JSON.stringify(rule) ? tried.explained : null;
  const part = partOf(failure?.field);
  const wrong = (name: NonNullable<typeof part>) => (failure && part === name ? failure.text : undefined);
  const put = (more: Partial<Form>) => {
    const next = { ...form, ...more };
    setForm(next);
    setFailure(null);
    draft.keep(next);
  };
  const refused = (error: unknown) =>
    setFailure({
      text: errorText(error, t, i18n.language),
      field: error instanceof ApiError ? error.field : undefined,
    });
  const attempt = () =>
    trial.mutate(rule, {
      onSuccess: (result) => setTried({ rule: JSON.stringify(rule), explained: result }),
      onError: refused,
    });
  const make = () =>
    explained &&
    create.mutate(batchOf(form, explained), {
      onSuccess: (made) => {
        draft.drop();
        void message.success(t("visitbatches.made", { count: made.explained.chosen }));
        void navigate(`/visit-batches/${made.id}`, { replace: true });
      },
      onError: refused,
    });
  return (
    <>
      <PageHead
        title={t("visitbatches.new")}
        detail={t("visitbatches.new_detail")}
        actions={<Link to="/visit-batches">{t("visitbatches.all")}</Link>}
      />
      {found && (
        <DraftFound
          onDrop={() => {
            draft.drop();
            setForm(EMPTY);
            setFound(false);
          }}
        />
      )}
      {failure && part === null && <Alert type="error" showIcon style={{ marginBottom: 16 }} title={failure.text} />}
      <div className={pageStyles.two}>
        <div className={pageStyles.stack}>
          <Panel title={t("visitbatches.what")}>
            <FieldItem id="batch-name" label={t("visitbatches.name")} required error={wrong("name")}>
              <Input
                id="batch-name"
                maxLength={200}
                value={form.name}
                onChange={(event) => put({ name: event.target.value })}
              />
            </FieldItem>
            <FieldItem
              id="questionnaire"
              label={t("visits.questionnaire")}
              required
              error={wrong("questionnaire_id")}
              help={questionnaires.length === 0 ? t("visitbatches.no_questionnaire") : ""}
            >
              <Select<string>
                id="questionnaire"
                value={form.questionnaire_id || undefined}
                onChange={(id) => put({ questionnaire_id: id })}
                options={questionnaires.map((one) => ({ value: one.id, label: pickText(one.name, i18n.language) }))}
              />
            </FieldItem>
            <FieldItem id="due" label={t("visits.due")} error={wrong("due_at")}>
              <DatePicker
                id="due"
                showTime={{ format: "HH:mm" }}
                format="YYYY-MM-DD HH:mm"
                value={picked(form.due_at)}
                onChange={(at) => put({ due_at: at ? isoPicked(at.second(0)) : null })}
              />
            </FieldItem>
          </Panel>
          <RulePanel form={form} error={wrong("rule")} put={put} />
          <Panel title={t("visitbatches.sharing_out")}>
            <FieldItem
              id="agents"
              label={t("visitbatches.agents")}
              error={wrong("agents")}
              help={t("visitbatches.agents_hint")}
            >
              <Select<string[]>
                id="agents"
                mode="multiple"
                value={form.agents}
                options={people}
                onChange={(agents) => put({ agents })}
              />
            </FieldItem>
            <Radio.Group
              vertical
              aria-label={t("visitbatches.sharing_out")}
              value={form.sharing}
              onChange={(event) => put({ sharing: event.target.value })}
              options={(["even", "owner"] as const).map((value) => ({
                value,
                label: t(`visitbatches.sharing.${value}`),
              }))}
            />
          </Panel>
        </div>
        <Panel title={t("visitbatches.try_title")}>
          {explained ? <Trial explained={explained} /> : <p>{t("visitbatches.try_first")}</p>}
          <Button block loading={trial.isPending} onClick={attempt} style={{ margin: "12px 0" }}>
            {t("visitbatches.try")}
          </Button>
          {explained && explained.chosen > 0 && (
            <Alert
              type="info"
              showIcon
              style={{ marginBottom: 12 }}
              title={t(form.agents.length > 0 ? "visitbatches.effect" : "visitbatches.effect_nobody", {
                count: explained.chosen,
                people: form.agents.length,
                each: Math.ceil(explained.chosen / Math.max(1, form.agents.length)),
              })}
            />
          )}
          <Button
            block
            type="primary"
            disabled={!explained || explained.chosen === 0}
            loading={create.isPending}
            onClick={make}
          >
            {t("visitbatches.make")}
          </Button>
        </Panel>
      </div>
    </>
  );
}
