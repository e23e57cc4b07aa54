import { Alert, App, Button, Drawer, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { useQueueName } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { Loading } from "@/shared/ui/Loading";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useDeletePrompt, usePrompt } from "../api";
import { PROMPT_LANGUAGES, type PromptRow } from "../model";
import styles from "../prompts.module.css";
import { FlowNames } from "./FlowNames";
import { LanguagePanel } from "./LanguagePanel";
import { WordsForm } from "./WordsForm";

/** One prompt: its words, and for each language its recordings. */
export function PromptDrawer({ row, onClose }: { row: PromptRow; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const notice = useErrorNotice();
  const flows = mayDo(useUser(), "flows.manage");
  const prompt = usePrompt(row.id);
  const remove = useDeletePrompt();
  const queue = useQueueName();
  const list = new Intl.ListFormat(i18n.language);
  const used = row.used_by.length > 0 || row.music_of.length > 0;

  const drop = () =>
    remove.mutateAsync(row.id).then(() => {
      void message.success(t("prompts.deleted"));
      onClose();
    }, notice);

  return (
    <Drawer
      open
      title={pickText(row.name, i18n.language)}
      onClose={onClose}
      size={860}
      extra={
        <Popconfirm
          title={t("prompts.delete_ask")}
          okText={t("common.delete")}
          okButtonProps={{ danger: true }}
          disabled={used}
          onConfirm={drop}
        >
          <Button danger disabled={used} title={used ? t("prompts.delete_used") : undefined}>
            {t("common.delete")}
          </Button>
        </Popconfirm>
      }
    >
      <Alert
        type={used ? "warning" : "info"}
        showIcon
        title={
          used ? (
            <>
              {row.used_by.length > 0 && (
                <div>
                  {t("prompts.affects", { count: row.used_by.length })} <FlowNames ids={row.used_by} links={flows} />
                </div>
              )}
              {row.music_of.length > 0 && (
                <div>{t("prompts.music_of", { queues: list.format(row.music_of.map(queue)) })}</div>
              )}
            </>
          ) : (
            t("prompts.unused")
          )
        }
        style={{ marginBottom: 16 }}
      />
      {prompt.error && <Alert type="error" showIcon title={errorText(prompt.error, t, i18n.language)} />}
      {prompt.data ? (
        <>
          <WordsForm prompt={prompt.data} />
          <div className={styles.languages}>
            {PROMPT_LANGUAGES.map((language) => (
              <LanguagePanel key={language} prompt={prompt.data} language={language} />
            ))}
          </div>
          <p className={styles.phone}>
            {prompt.data.number
              ? t("prompts.by_phone", { number: prompt.data.number })
              : t("prompts.by_phone_number_missing")}
          </p>
        </>
      ) : (
        !prompt.error && <Loading />
      )}
    </Drawer>
  );
}
