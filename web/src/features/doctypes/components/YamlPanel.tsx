import { DownloadOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { stringify } from "yaml";
import { saveBlob } from "@/shared/download";
import { YamlEditor } from "@/shared/graph/YamlEditor";
import styles from "../doctypes.module.css";
import type { TypeEditor } from "../useType";
import { readType } from "../yaml";

/** The same type as text. What is changed here is drawn once it is taken over; files go in and out. */
export function YamlPanel({ editor }: { editor: TypeEditor }) {
  const { t } = useTranslation();
  const original = stringify(editor.document, { lineWidth: 110 });
  const [text, setText] = useState(original);
  const [problem, setProblem] = useState<{ line: number | null; text: string } | null>(null);
  const file = useRef<HTMLInputElement>(null);
  useEffect(() => {
    setText(original);
    setProblem(null);
  }, [original]);

  function take(): void {
    const read = readType(text);
    if ("problem" in read) setProblem({ line: read.line, text: read.problem });
    else if ("place" in read)
      setProblem({
        line: null,
        text: read.place ? t("doctypes.wrong_part", { place: read.place }) : t("doctypes.no_type"),
      });
    else if (read.type.code !== editor.document.code)
      setProblem({ line: null, text: t("doctypes.other_type", { code: editor.document.code }) });
    else {
      setProblem(null);
      editor.edit(() => read.type);
    }
  }

  function save(): void {
    saveBlob(new Blob([original], { type: "application/yaml" }), `${editor.document.code}.yaml`);
  }

  return (
    <div className={styles.stack}>
      <div className={styles.bar}>
        <Button type="primary" disabled={text === original} onClick={take}>
          {t("flows.take_over")}
        </Button>
        <Button disabled={text === original} onClick={() => setText(original)}>
          {t("flows.discard")}
        </Button>
        <Button icon={<DownloadOutlined />} onClick={save}>
          {t("doctypes.yaml_out")}
        </Button>
        <Button onClick={() => file.current?.click()}>{t("doctypes.yaml_in")}</Button>
        <input
          ref={file}
          hidden
          type="file"
          accept=".yaml,.yml"
          aria-label={t("doctypes.yaml_in")}
          onChange={(event) => {
            void event.target.files?.[0]?.text().then(setText);
            event.target.value = "";
          }}
        />
      </div>
      {problem && <Alert type="error" showIcon title={problem.text} />}
      <YamlEditor
        label={t("doctypes.text_of_type")}
        value={text}
        onChange={setText}
        marked={problem?.line ? [problem.line] : []}
      />
    </div>
  );
}
