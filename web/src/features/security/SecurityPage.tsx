import { Alert, App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import type { SecurityRow } from "@/api/types";
import { useChoices } from "@/features/resources/api";
import { errorText } from "@/shared/errorText";
import { inTheWay } from "@/shared/inTheWay";
import { Form } from "@/shared/schema/context";
import { SchemaFields } from "@/shared/schema/SchemaFields";
import { type Field, fieldsOf, type Schemas } from "@/shared/schema/shape";
import { useSchemas } from "@/shared/schema/useSchemas";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import { useRoles, useSaveSecurity, useSecurity } from "./api";
import { ProviderCheck } from "./components/ProviderCheck";
import { type Given, givenOf, newlyAsked, SECTIONS, type Section } from "./model";
import styles from "./security.module.css";

/** The company's rules of log-ins. */
export function Component() {
  const { t, i18n } = useTranslation();
  const security = useSecurity();
  const schemas = useSchemas();
  const error = inTheWay(security, schemas);
  if (error) return <Alert type="error" showIcon title={errorText(error, t, i18n.language)} />;
  if (!security.data || !schemas.data) return <Loading />;
  return <Rules row={security.data} schemas={schemas.data} />;
}

const CHOICES = { "codes.roles": "roles", "oidc.role": "roles", "oidc.unit": "units" } as const;

function Rules({ row, schemas }: { row: SecurityRow; schemas: Schemas }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const choices = useChoices(CHOICES);
  const roles = useRoles();
  const save = useSaveSecurity();
  const [given, setGiven] = useState<Given | null>(null);
  const value = given ?? givenOf(row);
  const fields = fieldsOf(schemas.SecurityBody ?? {}, schemas);
  const text = save.error ? errorText(save.error, t, i18n.language) : "";
  const field = save.error instanceof ApiError ? (save.error.field ?? "") : "";
  const asked = newlyAsked(row.codes?.roles ?? [], value.codes?.roles ?? [], roles.data ?? []);

  function submit(): void {
    save.mutate(value, {
      onSuccess: () => {
        setGiven(null);
        void message.success(t("common.saved"));
      },
    });
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <PageHead
        title={t("security.title")}
        detail={t("security.detail")}
        actions={
          <>
            {given && <Button onClick={() => setGiven(null)}>{t("security.discard")}</Button>}
            <Button type="primary" htmlType="submit" disabled={!given} loading={save.isPending}>
              {t("common.save")}
            </Button>
          </>
        }
      />
      {text && <Alert className={styles.alert} type="error" showIcon title={text} />}
      <Form value={{ words: "security", choices, refused: field ? { field, text } : null }}>
        <div className={styles.grid}>
          {SECTIONS.map((section) => (
            <Panel key={section} className={section === "oidc" ? styles.whole : ""} title={t(`security.${section}`)}>
              <p className={styles.detail}>{about(section)}</p>
              <SchemaFields
                fields={inside(fields, section)}
                path={[section]}
                value={(value[section] ?? {}) as Record<string, unknown>}
                onChange={(part) => setGiven({ ...value, [section]: part })}
              />
              {section === "codes" && asked > 0 && (
                <Alert type="warning" showIcon title={t("security.codes_affect", { count: asked })} />
              )}
              {section === "oidc" && (
                <>
                  <SchemaFields
                    fields={fields.filter((one) => one.name === "client_secret")}
                    value={{ client_secret: value.client_secret }}
                    onChange={(part) => setGiven({ ...value, client_secret: part.client_secret as string | null })}
                  />
                  <ProviderCheck row={row} issuer={value.oidc?.issuer ?? ""} />
                </>
              )}
            </Panel>
          ))}
        </div>
      </Form>
    </form>
  );

  function about(section: Section): string {
    if (section === "sessions")
      return t("security.sessions_detail", { idle: row.session_idle_minutes, total: row.session_total_hours });
    return t(`security.${section}_detail`);
  }
}

function inside(fields: readonly Field[], section: Section): readonly Field[] {
  const shape = fields.find((one) => one.name === section)?.shape;
  return shape?.control === "group" ? shape.fields : [];
}
