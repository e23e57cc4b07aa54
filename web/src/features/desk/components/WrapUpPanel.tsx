import { Alert, Button, Form, Input, Select, Space } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { useFrames } from "@/live/hooks";
import { liveStore } from "@/live/store";
import { useDictionary } from "@/shared/dictionaries";
import { formatDuration } from "@/shared/format";
import { useNow } from "@/shared/time/useNow";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { deskApi } from "../api";
import styles from "../desk.module.css";
import { EXTEND_SECONDS } from "../model";
import { label } from "../shortcuts";
import type { DeskView } from "../useSituation";
import { answerFinish, closeWork, type Work } from "../work";

/** 话后小结: disposition and note of the call, with the countdown while in wrap-up. */
export function WrapUpPanel({ view, work }: { view: DeskView; work: Work }) {
  const { t } = useTranslation();
  const now = useNow();
  const fail = useErrorNotice();
  const dispositions = useDictionary("disposition");
  const [saving, setSaving] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const { agent, can } = view;
  const { draft, change, call } = work;
  const wrapUp = agent?.state === "wrap_up";
  const inCall = view.call !== null || view.phone.leg !== null;
  const left = wrapUp && agent?.until ? Math.max(0, (agent.until - now) / 1000) : null;

  const save = useCallback(async (): Promise<boolean> => {
    if (!call) return false;
    setSaving(true);
    try {
      await deskApi.saveWork(call, { disposition: draft.disposition, note: draft.note, ticket: draft.ticket });
      change({ saved: true });
      setWaiting(false);
      return true;
    } catch (error) {
      // The record is written when the call has ended: keep the draft until then.
      if (error instanceof ApiError && error.status === 404) setWaiting(true);
      else fail(error);
      return false;
    } finally {
      setSaving(false);
    }
  }, [call, draft.disposition, draft.note, draft.ticket, change, fail]);

  useFrames(["call.ended"], (frame) => {
    if (waiting && (frame.call ?? frame.data?.call) === call) void save();
  });

  // Wrap-up that ends by itself, or a page that is left, loses nothing that was entered.
  const unsaved = !draft.saved && (draft.disposition !== "" || draft.note !== "");
  const leave = useRef<() => void>(() => undefined);
  useEffect(() => {
    leave.current = () => {
      if (unsaved && !inCall) void save();
    };
  });
  useEffect(() => {
    if (!wrapUp) return;
    return () => leave.current();
  }, [wrapUp]);

  async function finish(): Promise<void> {
    if (inCall) return;
    if (!draft.saved && !(await save())) return;
    if (can.wrapUp) await deskApi.wrapUp("finish").catch(fail);
    closeWork(work.key);
    liveStore.dismissPop();
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
        <Form.Item label={t("desk.disposition")}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            value={draft.disposition || undefined}
            onChange={(value?: string) => change({ disposition: value ?? "", saved: false })}
            options={dispositions.options}
            placeholder={t("desk.disposition_choose")}
            aria-label={t("desk.disposition")}
          />
        </Form.Item>
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
