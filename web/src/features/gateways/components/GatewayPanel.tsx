import { Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { GatewayState } from "@/features/outbox/model";
import { SchemaFields } from "@/shared/schema/SchemaFields";
import { blankGroup, type Field } from "@/shared/schema/shape";
import { Panel } from "@/shared/ui/Panel";
import styles from "../gateways.module.css";
import { type GatewaysForm, type Kind, USUAL_REQUEST, without, withSecret } from "../model";
import { SecretField } from "./SecretField";

interface Props {
  kind: Kind;
  form: GatewaysForm;
  /** The part of the API's body that describes it. */
  field: Field | undefined;
  /** How it does now; unknown to those who may not see the outbox. */
  state: GatewayState | undefined;
  hasSecret: boolean;
  onChange: (form: GatewaysForm) => void;
}

const COLOURS = { ok: "green", failing: "red", off: "default", none: "default" } as const;

/** One way out, or how to begin with it. */
export function GatewayPanel({ kind, form, field, state, hasSecret, onChange }: Props) {
  const { t } = useTranslation();
  const value = form[kind];
  const fields = field?.shape.control === "group" ? field.shape.fields : [];
  const put = (gateway: object) => onChange({ ...form, [kind]: gateway });
  const begin = () => {
    const usual = { ...blankGroup(fields), ...(kind === "sms" ? USUAL_REQUEST : {}) };
    onChange({ ...withSecret(form, kind, undefined), [kind]: usual });
  };
  return (
    <Panel
      title={t(`gateways.${kind}`)}
      extra={state && <Tag color={COLOURS[state.state]}>{t(`gateways.state.${state.state}`)}</Tag>}
    >
      {value ? (
        <div className={styles.stack}>
          <SchemaFields fields={fields} path={[kind]} value={value as Record<string, unknown>} onChange={put} />
          <SecretField
            label={t(`gateways.secret.${kind}`)}
            kept={hasSecret}
            value={form.secrets?.[kind]}
            onChange={(secret) => onChange(withSecret(form, kind, secret))}
          />
          <span>
            <Button size="small" danger onClick={() => onChange(without(form, kind, hasSecret))}>
              {t(`gateways.remove.${kind}`)}
            </Button>
          </span>
        </div>
      ) : (
        <div className={styles.stack}>
          <p className={styles.text}>{t(`gateways.teach.${kind}`)}</p>
          <span>
            <Button onClick={begin}>{t(`gateways.begin.${kind}`)}</Button>
          </span>
        </div>
      )}
    </Panel>
  );
}
