import { SoundOutlined } from "@ant-design/icons";
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ArticleContent, Attachment } from "@/api/types";
import { FileList } from "@/shared/fields/FileControl";
import { Markdown } from "@/shared/text/Markdown";
import styles from "../knowledge.module.css";
import { languagesOf } from "../model";

interface Props {
  content: ArticleContent;
  files: readonly Attachment[];
  /** A heading above that need not be said twice. */
  under?: string;
}

/** What an article says, in one of its languages. */
export function Reading({ content, files, under }: Props) {
  const { t, i18n } = useTranslation();
  const there = languagesOf(content, i18n.language);
  const [chosen, setChosen] = useState<string | null>(null);
  const language = there.find((one) => one === chosen) ?? there[0];
  const text = language ? content.texts[language] : undefined;
  return (
    <article lang={language === "en" ? "en" : "zh-CN"}>
      {there.length > 1 && (
        <Segmented
          size="small"
          style={{ marginBottom: 12 }}
          value={language}
          onChange={setChosen}
          options={there.map((one) => ({ value: one, label: t(`words.language.${one}`) }))}
        />
      )}
      {text?.title !== under && <h2 className={styles.heading}>{text?.title}</h2>}
      <Markdown text={text?.body ?? ""} />
      {text?.spoken && (
        <aside className={styles.spoken}>
          <b>
            <SoundOutlined aria-hidden /> {t("knowledge.spoken")}
          </b>
          <p>{text.spoken}</p>
        </aside>
      )}
      {files.length > 0 && <FileList files={files} />}
    </article>
  );
}
