import { SoundOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { speak } from "../api";
import type { PromptLanguage } from "../model";
import styles from "../prompts.module.css";

/** Speaks a text with the voice of the calls, as it stands in the form. */
export function SpeakButton({ language, text }: { language: PromptLanguage; text: string }) {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const [busy, setBusy] = useState(false);
  const [url, setUrl] = useState<string | null>(null);
  const words = text.trim();

  useEffect(() => () => (url ? URL.revokeObjectURL(url) : undefined), [url]);

  const hear = () => {
    setBusy(true);
    speak(language, words)
      .then(setUrl, notice)
      .finally(() => setBusy(false));
  };
  return (
    <div className={styles.speak}>
      <Button icon={<SoundOutlined />} size="small" loading={busy} disabled={!words} onClick={hear}>
        {t(`prompts.try.${language}`)}
      </Button>
      {url && (
        // biome-ignore lint/a11y/useMediaCaption: its words stand above it
        <audio key={url} src={url} controls autoPlay aria-label={t("prompts.spoken")} />
      )}
    </div>
  );
}
