import { DownloadOutlined, UploadOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import { download } from "@/shared/download";
import { errorText } from "@/shared/errorText";
import { YamlEditor } from "@/shared/graph/YamlEditor";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useImport } from "./api";
import { Outcome } from "./components/Outcome";
import styles from "./configfile.module.css";
import { lineOf, PARTS, syntaxError } from "./model";

const FILE = "hotline-configuration.yaml";

/** 配置导入导出: the configuration as a file, out, and in again after a trial. */
export function Component() {
  const { t, i18n } = useTranslation();
  const fail = useErrorNotice();
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<{ line: number | null; said: string } | null>(null);
  const list = new Intl.ListFormat(i18n.language);
  const take = useImport();
  const result = take.data;
  const tried = result?.dry_run === true && take.variables?.yaml === text;
  const changes = result ? result.created.length + result.changed.length : 0;

  function write(next: string): void {
    setText(next);
    setWrong(null);
    take.reset();
  }

  function send(dry: boolean): void {
    const problem = syntaxError(text);
    setWrong(problem);
    if (problem) return;
    take.mutate(
      { yaml: text, dry_run: dry },
      {
        onError: (error) => {
          const place = error instanceof ApiError ? (error.field ?? "") : "";
          setWrong({ line: lineOf(text, place), said: errorText(error, t, i18n.language) });
        },
      },
    );
  }

  return (
    <>
      <PageHead title={t("configfile.title")} detail={t("configfile.detail")} />
      <div className={pageStyles.stack}>
        <Panel title={t("configfile.out")}>
          <div className={styles.stack}>
            <p className={styles.text}>
              {t("configfile.out_detail", {
                parts: list.format(PARTS.map((part) => t(`configfile.parts.${part}`))),
              })}
            </p>
            <p className={styles.text}>{t("configfile.not_in")}</p>
            <span>
              <Button
                type="primary"
                icon={<DownloadOutlined />}
                onClick={() => void download("/config/export", FILE).catch(fail)}
              >
                {t("configfile.download")}
              </Button>
            </span>
          </div>
        </Panel>
        <Panel title={t("configfile.in")}>
          <div className={styles.stack}>
            <p className={styles.text}>{t("configfile.in_detail")}</p>
            <div className={styles.bar}>
              <Button icon={<UploadOutlined />} onClick={() => file.current?.click()}>
                {t("configfile.choose")}
              </Button>
              <input
                ref={file}
                hidden
                type="file"
                accept=".yaml,.yml"
                aria-label={t("configfile.choose")}
                onChange={(event) => {
                  void event.target.files?.[0]?.text().then(write);
                  event.target.value = "";
                }}
              />
              <Button disabled={!text.trim()} loading={take.isPending} onClick={() => send(true)}>
                {t("configfile.try")}
              </Button>
              <Button type="primary" disabled={!tried || changes === 0 || take.isPending} onClick={() => send(false)}>
                {t("configfile.take")}
              </Button>
            </div>
            {wrong && (
              <Alert
                type="error"
                showIcon
                title={wrong.line ? t("configfile.line", { line: wrong.line }) : t("configfile.refused")}
                description={<span className={styles.said}>{wrong.said}</span>}
              />
            )}
            {result && <Outcome result={result} />}
            <YamlEditor
              label={t("configfile.content")}
              value={text}
              onChange={write}
              marked={wrong?.line ? [wrong.line] : []}
            />
          </div>
        </Panel>
      </div>
    </>
  );
}
