import { PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import { freeCode } from "@/shared/freeCode";
import { moved } from "@/shared/rows";
import { Panel } from "@/shared/ui/Panel";
import { RowTools } from "@/shared/ui/RowTools";
import { FORMS, newVariable, placeholder, type TemplateForm, type Variable } from "../model";
import styles from "../templates.module.css";
import { Wrong } from "./Wrong";

interface Props {
  form: TemplateForm;
  error: unknown;
  /** The program fills them in: they cannot be changed. */
  fixed: boolean;
  onChange: (form: TemplateForm) => void;
  onInsert: (piece: string) => void;
}

/** What may stand between the braces, explained; a click puts it where one was typing. */
export function VariablesPanel({ form, error, fixed, onChange, onInsert }: Props) {
  const { t } = useTranslation();
  const { variables } = form;
  const put = (next: Variable[]) => onChange({ ...form, variables: next });
  return (
    <Panel title={t("templates.variables")}>
      <p className={styles.hint}>{t(fixed ? "templates.variables_fixed" : "templates.variables_own")}</p>
      {fixed ? (
        <Explained variables={variables} onInsert={onInsert} />
      ) : (
        variables.map((one, at) => {
          const label = `${t("templates.variable")} ${at + 1}`;
          const change = (more: Partial<Variable>) =>
            put(variables.map((each) => (each === one ? { ...one, ...more } : each)));
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: its name is what is being typed
            <fieldset key={at} className={styles.variable} aria-label={label}>
              <Insert name={one.name} onInsert={onInsert} />
              {(["name", "zh", "en", "example"] as const).map((part) => (
                <Input
                  key={part}
                  aria-label={`${label}: ${t(`templates.variable_${part}`)}`}
                  placeholder={t(`templates.variable_${part}`)}
                  maxLength={part === "example" ? 300 : part === "name" ? 40 : 100}
                  value={one[part]}
                  onChange={(event) => change({ [part]: event.target.value })}
                />
              ))}
              <RowTools
                label={label}
                place={at}
                count={variables.length}
                onMove={(to) => put(moved(variables, at, to))}
                onRemove={() => put(variables.filter((each) => each !== one))}
              />
              <div className={styles.whole}>
                <Wrong form={form} error={error} at={`variables.${at}`} />
              </div>
            </fieldset>
          );
        })
      )}
      {!fixed && (
        <Button
          type="dashed"
          icon={<PlusOutlined />}
          onClick={() => {
            const names = variables.map((one) => one.name);
            put([...variables, newVariable(freeCode("name", names))]);
          }}
        >
          {t("templates.add_variable")}
        </Button>
      )}
      <p className={styles.hint} style={{ marginTop: 12, marginBottom: 0 }}>
        {t("templates.forms", FORMS)}
      </p>
    </Panel>
  );
}

function Explained({ variables, onInsert }: { variables: readonly Variable[]; onInsert: (piece: string) => void }) {
  const { t, i18n } = useTranslation();
  return (
    <dl className={styles.explained}>
      {variables.map((one) => (
        <div key={one.name}>
          <dt>
            <Insert name={one.name} onInsert={onInsert} />
          </dt>
          <dd>
            {pickText({ zh: one.zh, en: one.en }, i18n.language) || one.name}
            {one.example && <span className={styles.hint}> {t("templates.example", { example: one.example })}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Insert({ name, onInsert }: { name: string; onInsert: (piece: string) => void }) {
  const { t } = useTranslation();
  const piece = placeholder(name);
  return (
    <Button
      size="small"
      className={styles.piece}
      aria-label={t("templates.insert", { name })}
      title={t("templates.insert", { name })}
      // The text keeps its caret.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onInsert(piece)}
    >
      {piece}
    </Button>
  );
}
