import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Input, Radio, Select, Space } from "antd";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import styles from "../imports.module.css";
import { type Column, columnName, type Kind, type Plan } from "../model";

interface Props {
  kind: Kind;
  plan: Plan;
  columns: readonly Column[];
  mapping: readonly string[];
  onChange: (part: Partial<Plan>) => void;
}

/** What makes two records the same, what becomes of those that are there, fixed values, and whose the new ones are. */
export function Rules({ kind, plan, columns, mapping, onChange }: Props) {
  const { t } = useTranslation();
  const customers = kind === "customers";
  return (
    <div className={styles.rules}>
      {customers && (
        <fieldset>
          <legend>{t("imports.by_label")}</legend>
          <Radio.Group
            vertical
            value={plan.by}
            onChange={(event) => onChange({ by: event.target.value as Plan["by"] })}
            options={(["phone", "number", "name_phone"] as const).map((value) => ({
              value,
              label: t(`imports.by.${value}`),
            }))}
          />
        </fieldset>
      )}
      <fieldset>
        <legend>{t("imports.duplicates_label")}</legend>
        <Radio.Group
          vertical
          value={plan.duplicates}
          onChange={(event) => onChange({ duplicates: event.target.value as Plan["duplicates"] })}
          options={(customers ? (["skip", "update", "create"] as const) : (["skip", "update"] as const)).map(
            (value) => ({
              value,
              label: t(`imports.duplicates.${value}`),
            }),
          )}
        />
      </fieldset>
      <fieldset>
        <legend>{t("imports.defaults")}</legend>
        <Defaults plan={plan} columns={columns} mapping={mapping} onChange={onChange} />
      </fieldset>
      {customers && (
        <fieldset>
          <legend>{t("imports.unit")}</legend>
          <UnitChoice value={plan.unit} onChange={(unit) => onChange({ unit })} />
        </fieldset>
      )}
    </div>
  );
}

function Defaults({ plan, columns, onChange }: Omit<Props, "kind">) {
  const { t, i18n } = useTranslation();
  const entries = Object.entries(plan.defaults);
  const put = (next: [string, string][]) => onChange({ defaults: Object.fromEntries(next) });
  const free = columns.filter((column) => !(column.code in plan.defaults));
  return (
    <>
      {entries.map(([code, text], index) => {
        const name = columnName(
          columns.find((column) => column.code === code),
          i18n.language,
        );
        return (
          <Space.Compact key={code} block style={{ marginBottom: 6 }}>
            <Select
              style={{ width: 160 }}
              aria-label={t("imports.ours")}
              value={code}
              options={[{ code, zh: name, en: name }, ...free].map((column) => ({
                value: column.code,
                label: columnName(column, i18n.language),
              }))}
              onChange={(other) => put(entries.map((one, place) => (place === index ? [other, one[1]] : one)))}
            />
            <Input
              value={text}
              maxLength={300}
              aria-label={`${t("imports.fixed")}: ${name}`}
              onChange={(event) =>
                put(entries.map((one, place) => (place === index ? [one[0], event.target.value] : one)))
              }
            />
            <Button onClick={() => put(entries.filter((_, place) => place !== index))}>{t("common.delete")}</Button>
          </Space.Compact>
        );
      })}
      <Button
        size="small"
        type="dashed"
        icon={<PlusOutlined />}
        disabled={free.length === 0}
        onClick={() => free[0] && put([...entries, [free[0].code, ""]])}
      >
        {t("imports.default_add")}
      </Button>
    </>
  );
}

function UnitChoice({ value, onChange }: { value: string | null; onChange: (unit: string | null) => void }) {
  const { t, i18n } = useTranslation();
  const units = useQuery({ queryKey: ["units"], queryFn: () => take(api.GET("/api/v1/units")) });
  return (
    <Select
      style={{ width: 280 }}
      aria-label={t("imports.unit")}
      allowClear
      placeholder={t("imports.own_unit")}
      value={value}
      options={(units.data ?? []).map((unit) => ({
        value: unit.id,
        label: i18n.language === "en" ? unit.name_en : unit.name_zh,
      }))}
      onChange={(unit?: string | null) => onChange(unit ?? null)}
    />
  );
}
