import { Alert, Button, Space } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import { withoutPlace } from "@/features/templates/model";
import { errorText } from "@/shared/errorText";
import { type Choice, Form } from "@/shared/schema/context";
import { DraftFound } from "@/shared/ui/DraftFound";
import { PageHead } from "@/shared/ui/PageHead";
import type { Setting } from "../useSetting";

interface Props<Row, Value> {
  title: string;
  detail: string;
  setting: Setting<Row, Value>;
  /** Part of the catalogue with the words of its fields. */
  words: string;
  choices?: Readonly<Record<string, readonly Choice[]>>;
  /** What will happen when it is saved now; shown while something is changed. */
  effects?: readonly string[];
  children: ReactNode;
}

/** The page around the form of a setting: saved as a whole, refusals at their fields, what others did meanwhile. */
export function SettingForm<Row, Value>(props: Props<Row, Value>) {
  const { title, detail, setting, words, choices = {}, effects = [], children } = props;
  const { t, i18n } = useTranslation();
  const { error } = setting;
  const text = error ? errorText(error, t, i18n.language) : "";
  const field = error instanceof ApiError ? (error.field ?? "") : "";
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setting.save();
      }}
    >
      <PageHead
        title={title}
        detail={detail}
        actions={
          <>
            {setting.changed && <Button onClick={setting.discard}>{t("singles.discard")}</Button>}
            <Button type="primary" htmlType="submit" disabled={!setting.changed} loading={setting.saving}>
              {t("common.save")}
            </Button>
          </>
        }
      />
      {setting.changed && (
        <Space orientation="vertical" style={{ width: "100%", marginBottom: 16 }}>
          {setting.found && <DraftFound onDrop={setting.discard} />}
          {setting.overtaken && (
            <Alert
              type="warning"
              showIcon
              title={t("singles.overtaken")}
              action={
                <Space>
                  <Button size="small" onClick={setting.discard}>
                    {t("singles.show_theirs")}
                  </Button>
                  <Button size="small" danger onClick={() => setting.save(true)}>
                    {t("singles.save_mine")}
                  </Button>
                </Space>
              }
            />
          )}
          {text && <Alert type="error" showIcon title={text} />}
          {effects.map((effect) => (
            <Alert key={effect} type="info" showIcon title={effect} />
          ))}
        </Space>
      )}
      <Form value={{ words, choices, refused: field ? { field, text: withoutPlace(text, field) } : null }}>
        {children}
      </Form>
    </form>
  );
}
