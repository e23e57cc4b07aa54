import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { SettingForm } from "@/features/settings/components/SettingForm";
import { useSetting, useSettingRow } from "@/features/settings/useSetting";
import { errorText } from "@/shared/errorText";
import { SchemaFields } from "@/shared/schema/SchemaFields";
import { fieldsOf, type Schemas } from "@/shared/schema/shape";
import { useSchemas } from "@/shared/schema/useSchemas";
import { Loading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { GATEWAYS, useWaysOut } from "./api";
import { GatewayPanel } from "./components/GatewayPanel";
import { Placeholders } from "./components/Placeholders";
import { TestPanel } from "./components/TestPanel";
import { effects, type GatewaysForm, type GatewaysRow, KINDS } from "./model";

/** 消息网关: how SMS and e-mails leave the house. */
export function Component() {
  const { t, i18n } = useTranslation();
  const row = useSettingRow(GATEWAYS);
  const schemas = useSchemas();
  const error = row.error ?? schemas.error;
  if (error && !(row.data && schemas.data)) return <Trouble title={errorText(error, t, i18n.language)} />;
  if (!row.data || !schemas.data) return <Loading />;
  return <Gateways row={row.data} schemas={schemas.data} />;
}

function Gateways({ row, schemas }: { row: GatewaysRow; schemas: Schemas }) {
  const { t } = useTranslation();
  const seesOutbox = mayDo(useUser(), "outbox.read");
  const ways = useWaysOut(seesOutbox);
  const setting = useSetting(GATEWAYS, row);
  const { form, change } = setting;
  const body = fieldsOf(schemas.GatewaysBody ?? {}, schemas);
  const happens = effects(setting.from, form).map(({ kind, effect }) =>
    t(`gateways.effects.${effect}.${kind}`, {
      count: ways.data?.find((one) => one.kind === kind)?.waiting ?? 0,
      hours: form.keep_hours,
    }),
  );
  return (
    <SettingForm
      title={t("gateways.title")}
      detail={t("gateways.detail")}
      setting={setting}
      words="gateways"
      effects={happens}
    >
      <div className={pageStyles.two}>
        <div className={pageStyles.stack}>
          {KINDS.map((kind) => (
            <GatewayPanel
              key={kind}
              kind={kind}
              form={form}
              field={body.find((one) => one.name === kind)}
              state={ways.data?.find((one) => one.kind === kind)}
              hasSecret={setting.from.has_secret[kind] ?? false}
              onChange={change}
            />
          ))}
        </div>
        <div className={pageStyles.stack}>
          <TestPanel changed={setting.changed} row={row} />
          <Panel title={t("gateways.late")}>
            <SchemaFields
              fields={body.filter((one) => one.name === "keep_hours")}
              value={{ keep_hours: form.keep_hours }}
              onChange={(part) => change({ ...form, ...(part as Pick<GatewaysForm, "keep_hours">) })}
            />
          </Panel>
          <Placeholders />
          {seesOutbox && <Link to="/outbox">{t("gateways.to_outbox")}</Link>}
        </div>
      </div>
    </SettingForm>
  );
}
