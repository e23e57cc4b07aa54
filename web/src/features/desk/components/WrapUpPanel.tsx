import { Alert, App, Button, Form, Input, Select, Space } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { useUser } from "@/features/auth/useUser";
import { useFrames } from "@/live/hooks";
import { liveStore } from "@/live/store";
import type { LiveAgent } from "@/live/types";
import { errorText } from "@/shared/errorText";
import { formatDuration } from "@/shared/format";
import { useNow } from "@/shared/time/useNow";
import { Panel } from "@/shared/ui/Panel";
import { ResultFields } from "@/shared/ui/ResultFields";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useWrapUp, wrapUpField } from "@/shared/wrapUp";
import { deskApi } from "../api";
import styles from "../desk.module.css";
import { EXTEND_SECONDS } from "../model";
import { label } from "../shortcuts";
import type { DeskView } from "../useSituation";
import { answerFinish, type Work } from "../work";
import { entryOpen, sameSummary, summaryOpen } from "../workDraft";
import { closeWork } from "../workStore";
import { QueueForm } from "./QueueForm";

/** Whether the agent wraps up this call, not another one. */
function wrapsUp(agent: Pick<LiveAgent, "state" | "call"> | null, call: string | null): boolean {
  return agent?.state === "wrap_up" && (!agent.call || agent.call === call);
}

/** 话后小结: disposition, note and the queue's own form, with the countdown while in wrap-up. */
export function WrapUpPanel({ view, work }: { view: DeskView; work: Work }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const fail = useErrorNotice();
  const { modal } = App.useApp();
  const user = useUser().id;
  const asked = useWrapUp(work.subject.queue);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [saving, setSaving] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const finishing = useRef(false);
  const { agent, can } = view;
  const { draft, change, call } = work;
  const wrapUp = wrapsUp(agent, call);
  const inCall = view.call === null ? view.phone.leg !== null : view.call.id === call;
  const left = wrapUp && agent?.until ? Math.max(0, (agent.until - now) / 1000) : null;

  /** Says at its field what the server wants there; false for what has no field here. */
  const refused = useCallback(
    (error: unknown): boolean => {
      const field = error instanceof ApiError ? wrapUpField(error.field) : null;
      if (field === null) return false;
      setErrors((before) => ({ ...before, [field]: errorText(error, t, i18n.language) }));
      return true;
    },
    [t, i18n.language],
  );

  const whole = asked.fields.length > 0;
  const extras = asked.extras(draft.disposition);
  const asks = extras.length > 0;
  const save = useCallback(
    async (leaving = false): Promise<boolean> => {
      if (!call) return false;
      const { disposition, note, ticket, form, fields } = draft;
      setSaving(true);
      try {
        const plain = { disposition, note, ticket };
        await deskApi
          .saveWork(call, {
            ...plain,
            ...(whole && { form: form as never }),
            ...(asks && { fields }),
          })
          .catch((error: unknown) => {
            // Whoever is gone cannot complete the form any more; the rest of what he said is kept.
            if (!leaving || !(error instanceof ApiError) || error.status !== 422) throw error;
            return deskApi.saveWork(call, asks ? { note, ticket } : plain);
          });
        change((now) => (sameSummary(now, draft) ? { saved: true } : {}));
        setErrors({});
        setWaiting(false);
        return true;
      } catch (error) {
        // The record is written when the call has ended: keep the draft until then.
        if (error instanceof ApiError && error.status === 404) setWaiting(true);
        else if (!refused(error)) fail(error);
        return false;
      } finally {
        setSaving(false);
      }
    },
    [call, draft, whole, asks, change, refused, fail],
  );

  useFrames(["call.ended"], (frame) => {
    if (waiting && (frame.call ?? frame.data?.call) === call) void save();
  });

  // Wrap-up that ends by itself, or a page that is left, loses nothing that was entered.
  const unsaved = summaryOpen(draft);
  const leave = useRef<() => void>(() => undefined);
  useEffect(() => {
    leave.current = () => {
      if (unsaved && !inCall) void save(true);
    };
  });
  useEffect(() => {
    if (!wrapUp) return;
    return () => leave.current();
  }, [wrapUp]);

  /** Asked twice (the key is pressed again before the answer), it is done once. */
  async function finish(): Promise<void> {
    if (inCall || finishing.current) return;
    finishing.current = true;
    await end().finally(() => {
      finishing.current = false;
    });
  }

  async function end(): Promise<void> {
    if (
      entryOpen(draft) &&
      !(await modal.confirm({
        title: t("desk.entry_open"),
        content: t("desk.entry_open_detail"),
        okText: t("desk.entry_drop"),
        okButtonProps: { danger: true },
      }))
    )
      return;
    if (!draft.saved && !(await save())) return;
    try {
      // Meanwhile he may be in the wrap-up of the next call, which is not finished by this.
      const now = liveStore.getState().agents.get(user) ?? agent;
      if (can.wrapUp && wrapsUp(now, call)) await deskApi.wrapUp("finish");
    } catch (error) {
      if (refused(error)) return;
      fail(error);
    }
    closeWork(user, work.key);
    liveStore.dismissPop(work.key);
  }

  const finishByKey = useRef(finish);
  useEffect(() => {
    finishByKey.current = finish;
  });
  useEffect(() => answerFinish(() => void finishByKey.current()), []);

  return (
    <Panel
      title={wrapUp ? t("words.state.wrap_up") : t("desk.summary")}
      extra={left !== null && <span className={`${styles.countdown} figure`}>{formatDuration(left)}</span>}
    >
      <Form layout="vertical" onFinish={() => void save()}>
        <Form.Item
          label={t("desk.disposition")}
          required={asked.required}
          validateStatus={errors.disposition ? "error" : undefined}
          help={errors.disposition}
        >
          <Select
            allowClear
            value={draft.disposition || undefined}
            onChange={(value?: string) => {
              setErrors(({ disposition: _, ...others }) => others);
              change({ disposition: value ?? "", saved: false });
            }}
            options={asked.options}
            placeholder={t("desk.disposition_choose")}
            aria-label={t("desk.disposition")}
          />
        </Form.Item>
        <ResultFields
          extras={extras}
          prefix="wrap-up-"
          values={draft.fields}
          errors={errors}
          onChange={(name, text) => {
            setErrors(({ [`fields.${name}`]: _, ...others }) => others);
            change({ fields: { ...draft.fields, [name]: text }, saved: false });
          }}
        />
        {whole && (
          <QueueForm
            fields={asked.fields}
            disposition={draft.disposition}
            values={draft.form}
            errors={errors}
            onChange={(code, value) => {
              setErrors(({ [code]: _, ...others }) => others);
              change(({ form }) => ({
                form: { ...form, [code]: typeof value === "function" ? value(form[code]) : value },
                saved: false,
              }));
            }}
          />
        )}
        <Form.Item label={t("desk.note")}>
          <Input.TextArea
            value={draft.note}
            onChange={(event) => change({ note: event.target.value, saved: false })}
            autoSize={{ minRows: 3, maxRows: 8 }}
            maxLength={4000}
            aria-label={t("desk.note")}
          />
        </Form.Item>
        {waiting && <Alert type="info" showIcon title={t("desk.saved_later")} style={{ marginBottom: 12 }} />}
        <Space wrap>
          <Button type="primary" disabled={inCall || !call} loading={saving} onClick={() => void finish()}>
            {t(wrapUp ? "desk.save_finish" : "desk.save_close")}
          </Button>
          <Button htmlType="submit" disabled={!call || draft.saved} loading={saving}>
            {t(draft.saved ? "desk.saved" : "common.save")}
          </Button>
          {wrapUp && (
            <Button onClick={() => void deskApi.wrapUp("extend", EXTEND_SECONDS).catch(fail)}>
              {t("desk.extend", { count: EXTEND_SECONDS })}
            </Button>
          )}
        </Space>
        {wrapUp && <p className={styles.heading}>{t("desk.finish_hint", { key: label("finish") })}</p>}
      </Form>
    </Panel>
  );
}
