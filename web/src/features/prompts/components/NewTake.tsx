import { AudioOutlined, UploadOutlined } from "@ant-design/icons";
import { Alert, Button, Input, Progress, Space, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { meter } from "@/features/devicecheck/model";
import { errorText } from "@/shared/errorText";
import { formatDuration } from "@/shared/format";
import { type Take, useRecordPrompt } from "../api";
import type { PromptDetail, PromptLanguage } from "../model";
import styles from "../prompts.module.css";
import { useRecorder } from "../useRecorder";

interface Props {
  prompt: PromptDetail;
  language: PromptLanguage;
  onDone: () => void;
}

const FORMATS = "audio/*,.wav,.mp3,.flac,.ogg,.opus,.webm,.m4a,.aac,.amr,.wma,.aiff,.au";

/** A new recording, from a file or from the microphone: heard first, then put in force. */
export function NewTake({ prompt, language, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const record = useRecordPrompt(prompt.id, language);
  const recorder = useRecorder();
  const [comment, setComment] = useState("");

  const send = (take: Omit<Take, "comment">) =>
    record.mutate(
      { ...take, comment: comment.trim() },
      {
        onSuccess: () => {
          recorder.discard();
          setComment("");
          onDone();
        },
      },
    );

  return (
    <div className={styles.take}>
      {record.error && <Alert type="error" showIcon title={errorText(record.error, t, i18n.language)} />}
      {recorder.problem && <Alert type="warning" showIcon title={t(`desk.problem.${recorder.problem}`)} />}
      {recorder.state === "idle" && (
        <Space wrap>
          <Upload
            accept={FORMATS}
            maxCount={1}
            showUploadList={false}
            beforeUpload={(file) => {
              send({ file, source: "upload" });
              return false;
            }}
          >
            <Button icon={<UploadOutlined />} loading={record.isPending}>
              {t("prompts.upload")}
            </Button>
          </Upload>
          <Button icon={<AudioOutlined />} disabled={record.isPending} onClick={recorder.start}>
            {t("prompts.record")}
          </Button>
        </Space>
      )}
      {recorder.state === "recording" && (
        <Space>
          <Button danger type="primary" onClick={recorder.stop}>
            {t("prompts.stop")}
          </Button>
          <span className="figure" role="timer">
            {formatDuration(recorder.seconds)}
          </span>
          <Progress
            percent={meter(recorder.level)}
            showInfo={false}
            style={{ width: 120 }}
            aria-label={t("check.level")}
          />
        </Space>
      )}
      {recorder.take && (
        <>
          {/* biome-ignore lint/a11y/useMediaCaption: a recording that is just being made */}
          <audio src={recorder.take.url} controls aria-label={t("prompts.take")} />
          <Space wrap>
            <Button
              type="primary"
              loading={record.isPending}
              onClick={() => recorder.take && send({ file: recorder.take.blob, source: "browser" })}
            >
              {t("prompts.keep")}
            </Button>
            <Button onClick={recorder.start}>{t("prompts.again")}</Button>
            <Button onClick={recorder.discard}>{t("common.cancel")}</Button>
          </Space>
        </>
      )}
      <Input
        size="small"
        value={comment}
        maxLength={300}
        placeholder={t("prompts.comment")}
        aria-label={t("prompts.comment")}
        onChange={(event) => setComment(event.target.value)}
      />
    </div>
  );
}
