import { Select, Space, TreeSelect } from "antd";
import { useTranslation } from "react-i18next";
import { personLabel, useDirectory } from "@/shared/directory";
import { pickText } from "@/shared/format";
import { treeOf, useUnits } from "@/shared/units";
import { useTrunks } from "../api";
import { KINDS, ROLES, type ScopeKind, scopeOf } from "../model";

interface Props {
  id?: string;
  kinds: readonly ScopeKind[];
  value?: string;
  onChange?: (scope: string) => void;
}

/** For whom a rule holds: the company, or one of a kind of things. */
export function ScopePicker({ id, kinds, value = "company", onChange }: Props) {
  const { t, i18n } = useTranslation();
  const { users, queues } = useDirectory();
  const units = useUnits();
  const trunks = useTrunks();
  const { kind, id: chosen } = scopeOf(value);
  const options: Partial<Record<ScopeKind, { value: string; label: string }[]>> = {
    agent: users.filter((one) => one.number !== null).map((one) => ({ value: one.id, label: personLabel(one) })),
    queue: queues.map((one) => ({ value: one.id, label: pickText(one.name, i18n.language) })),
    role: ROLES.map((one) => ({ value: one, label: t(`words.role.${one}`) })),
    kind: KINDS.map((one) => ({ value: one, label: t(`outbound.kind.${one}`) })),
    trunk: trunks.map((one) => ({ value: one.id, label: one.name })),
  };
  const choose = (next?: string) => onChange?.(`${kind}:${next ?? ""}`);
  return (
    <Space.Compact block>
      <Select<ScopeKind>
        id={id}
        aria-label={t("outbound.scope_kind")}
        style={{ width: 170 }}
        value={kind}
        onChange={(next) => onChange?.(next === "company" ? next : `${next}:`)}
        options={kinds.map((one) => ({ value: one, label: t(`outbound.scope_of.${one}`) }))}
      />
      {kind === "unit" && (
        <TreeSelect<string>
          style={{ flex: 1 }}
          aria-label={t("outbound.scope_who")}
          showSearch={{ treeNodeFilterProp: "title" }}
          treeDefaultExpandAll
          value={chosen || undefined}
          treeData={treeOf(units, i18n.language)}
          onChange={choose}
        />
      )}
      {options[kind] && (
        <Select<string>
          style={{ flex: 1 }}
          aria-label={t("outbound.scope_who")}
          value={chosen || undefined}
          options={options[kind]}
          onChange={choose}
        />
      )}
    </Space.Compact>
  );
}

/** Whether a scope says for whom. */
export const isWhole = (scope: string | undefined) => scope === "company" || scopeOf(scope ?? ":").id !== "";
