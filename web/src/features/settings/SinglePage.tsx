import { Alert } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useLocation } from "react-router";
import { useChoices } from "@/features/resources/api";
import { errorText } from "@/shared/errorText";
import { SchemaFields } from "@/shared/schema/SchemaFields";
import { fieldsOf, type Schemas } from "@/shared/schema/shape";
import { useSchemas } from "@/shared/schema/useSchemas";
import { Loading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import { Trouble } from "@/shared/ui/Trouble";
import { RetentionNotice } from "./components/RetentionNotice";
import { SettingForm } from "./components/SettingForm";
import styles from "./settings.module.css";
import { type Single, singleAt, sourceOf } from "./singles";
import { useSetting, useSettingRow } from "./useSetting";

/** A setting of which there is one, by a form made from the API's own description. */
export function Component() {
  const single = singleAt(useLocation().pathname);
  return single ? <Page key={single.name} single={single} /> : <Navigate to="/" replace />;
}

function Page({ single }: { single: Single }) {
  const { t, i18n } = useTranslation();
  const source = useMemo(() => sourceOf(single), [single]);
  const row = useSettingRow(source);
  const schemas = useSchemas();
  const error = row.error ?? schemas.error;
  if (error && !(row.data && schemas.data)) return <Trouble title={errorText(error, t, i18n.language)} />;
  if (!row.data || !schemas.data) return <Loading />;
  return <Form single={single} source={source} row={row.data} schemas={schemas.data} />;
}

interface Props {
  single: Single;
  source: ReturnType<typeof sourceOf>;
  row: Record<string, unknown>;
  schemas: Schemas;
}

function Form({ single, source, row, schemas }: Props) {
  const { t } = useTranslation();
  const choices = useChoices(single.choices);
  const setting = useSetting(source, row);
  const { name } = single;
  const retention = name === "recording-retention";
  return (
    <SettingForm
      title={t(`singles.${name}.title`)}
      detail={t(`singles.${name}.detail`)}
      setting={setting}
      words={`singles.${name}`}
      choices={choices}
      effects={retention ? [] : [t(`singles.${name}.effect`)]}
    >
      {name === "media" && (
        <Alert className={styles.alert} type="warning" showIcon title={t("singles.media.not_yet")} />
      )}
      {retention && <RetentionNotice rules={setting.form} changed={setting.changed} />}
      <Panel className={styles.narrow}>
        <SchemaFields
          fields={fieldsOf(schemas[single.body] ?? {}, schemas)}
          value={setting.form}
          onChange={setting.change}
        />
      </Panel>
    </SettingForm>
  );
}
