import { App, Button, List, Popconfirm, Space, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { usePerson } from "@/shared/directory";
import { formatDateTime, formatDuration } from "@/shared/format";
import { AudioPlayer } from "@/shared/ui/AudioPlayer";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useRestorePrompt, useUnrecordPrompt } from "../api";
import { audioPath, heard, type PromptDetail, type PromptLanguage, type PromptVersion, versionsOf } from "../model";
import { NewTake } from "./NewTake";

interface Props {
  prompt: PromptDetail;
  language: PromptLanguage;
}

/** What callers hear in one language, its recordings, and a new one. */
export function LanguagePanel({ prompt, language }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const notice = useErrorNotice();
  const [playing, setPlaying] = useState<number | null>(null);
  const restore = useRestorePrompt(prompt.id, language);
  const unrecord = useUnrecordPrompt(prompt.id, language);
  const now = heard(prompt, language);
  const versions = versionsOf(prompt, language);
  const said = () => void message.success(t("prompts.in_force"));

  return (
    <Panel
      title={t(`prompts.language.${language}`)}
      extra={
        now.kind === "recorded" && (
          <Popconfirm
            title={t("prompts.unrecord_ask")}
            description={t(prompt.texts[language] ? "prompts.unrecord_spoken" : "prompts.unrecord_silent")}
            okText={t("prompts.unrecord")}
            onConfirm={() => unrecord.mutateAsync(undefined).then(said, notice)}
          >
            <Button size="small">{t("prompts.unrecord")}</Button>
          </Popconfirm>
        )
      }
    >
      <p data-heard={language}>
        {t(`prompts.now.${now.kind}`, { version: now.kind === "recorded" ? now.version : 0 })}
      </p>
      <NewTake prompt={prompt} language={language} onDone={said} />
      {versions.length > 0 && (
        <List<PromptVersion>
          size="small"
          rowKey="version"
          header={t("prompts.versions")}
          dataSource={versions}
          renderItem={(one) => (
            <List.Item>
              <Version
                version={one}
                prompt={prompt}
                playing={playing === one.version}
                onPlay={() => setPlaying(playing === one.version ? null : one.version)}
                onRestore={() => restore.mutateAsync(one.version).then(said, notice)}
              />
            </List.Item>
          )}
        />
      )}
    </Panel>
  );
}

interface VersionProps {
  version: PromptVersion;
  prompt: PromptDetail;
  playing: boolean;
  onPlay: () => void;
  onRestore: () => void;
}

function Version({ version, prompt, playing, onPlay, onRestore }: VersionProps) {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const source = ["upload", "browser", "phone"].find((one) => one === version.source) as
    | "upload"
    | "browser"
    | "phone"
    | undefined;
  return (
    <div style={{ width: "100%" }}>
      <Space wrap size={8}>
        <strong>{t("prompts.version", { version: version.version })}</strong>
        {version.current && <Tag color="green">{t("prompts.current")}</Tag>}
        <Button size="small" aria-expanded={playing} onClick={onPlay}>
          {t("prompts.listen")}
        </Button>
        {!version.current && (
          <Button size="small" onClick={onRestore}>
            {t("prompts.restore")}
          </Button>
        )}
      </Space>
      <div>
        <small>
          {[
            formatDateTime(instant(version.created_at), i18n.language),
            person(version.created_by),
            source ? t(`prompts.source.${source}`) : version.source,
            formatDuration(version.seconds),
            version.comment,
          ]
            .filter(Boolean)
            .join(" · ")}
        </small>
      </div>
      {playing && (
        <AudioPlayer path={audioPath(prompt.id, version.language, version.version)} peaks={null} labels={["", ""]} />
      )}
    </div>
  );
}
