import { Form, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTrunks } from "../api";
import { CALLER_SCOPES, type ScopeKind, scopeOf } from "../model";
import { RuleTable } from "./RuleTable";
import { isWhole, ScopePicker } from "./ScopePicker";
import { Side } from "./Side";
import type { TabProps } from "./tab";
import { DOT, useWords } from "./words";

interface Row {
  scope: string;
  number: string;
}

/** There is nothing to choose campaigns from: those that the API has set are shown and changed. */
const KINDS: readonly ScopeKind[] = CALLER_SCOPES.filter((one) => one !== "campaign");

/** Which of our numbers the called ones see. */
export function CallersTab({ rules, put, failure, has }: TabProps) {
  const { t } = useTranslation();
  const words = useWords();
  const trunks = useTrunks();
  const [edited, setEdited] = useState<Row | "new" | null>(null);
  const carriers = (number: string) => trunks.filter((one) => one.numbers?.includes(number)).map((one) => one.name);
  const rows = Object.entries(rules.caller_ids)
    .map(([scope, number]) => ({ scope, number }))
    .filter((row) => has(row.number, words.scope(row.scope)))
    .sort((a, b) => order(a) - order(b) || a.scope.localeCompare(b.scope));
  const without = (scope: string) =>
    Object.fromEntries(Object.entries(rules.caller_ids).filter(([one]) => one !== scope));

  return (
    <>
      <RuleTable<Row>
        teach={t("outbound.callers_teach")}
        add={t("outbound.add.caller_ids")}
        empty={t("outbound.empty.caller_ids")}
        rows={rows}
        keyOf={(row) => row.scope}
        nameOf={(row) => words.scope(row.scope)}
        failure={failure}
        rest={t("outbound.callers_rest")}
        onAdd={() => setEdited("new")}
        onEdit={setEdited}
        onRemove={(row) => put({ caller_ids: without(row.scope) })}
        columns={[
          { title: t("outbound.who_dials"), render: (_, row) => words.scope(row.scope) },
          { title: t("outbound.shown"), dataIndex: "number", className: "figure" },
          {
            title: t("outbound.on_trunks"),
            render: (_, row) => carriers(row.number).join(DOT) || t("outbound.on_none"),
          },
        ]}
      />
      {edited !== null && (
        <CallerSide
          row={edited === "new" ? null : edited}
          taken={Object.keys(rules.caller_ids)}
          onClose={() => setEdited(null)}
          onTake={(row) => {
            put({ caller_ids: { ...rules.caller_ids, [row.scope]: row.number } });
            setEdited(null);
          }}
        />
      )}
    </>
  );
}

const order = (row: Row) => CALLER_SCOPES.indexOf(scopeOf(row.scope).kind);

interface SideProps {
  row: Row | null;
  taken: readonly string[];
  onTake: (row: Row) => void;
  onClose: () => void;
}

function CallerSide({ row, taken, onTake, onClose }: SideProps) {
  const { t } = useTranslation();
  const words = useWords();
  const trunks = useTrunks();
  const [form] = Form.useForm<Row>();
  return (
    <Side title={row ? words.scope(row.scope) : t("outbound.add.caller_ids")} onTake={form.submit} onClose={onClose}>
      <Form<Row>
        form={form}
        layout="vertical"
        initialValues={row ?? { scope: taken.includes("company") ? "queue:" : "company" }}
        onFinish={(values) => onTake({ ...row, ...values })}
      >
        {row === null && (
          <Form.Item
            name="scope"
            label={t("outbound.who_dials")}
            rules={[
              {
                validator: (_, scope: string) =>
                  isWhole(scope) ? Promise.resolve() : Promise.reject(new Error(t("outbound.wrong.who"))),
              },
              {
                validator: (_, scope: string) =>
                  taken.includes(scope)
                    ? Promise.reject(new Error(t("outbound.wrong.caller_twice")))
                    : Promise.resolve(),
              },
            ]}
          >
            <ScopePicker kinds={KINDS} />
          </Form.Item>
        )}
        <Form.Item
          name="number"
          label={t("outbound.shown")}
          extra={t("outbound.shown_help")}
          rules={[{ required: true, message: t("outbound.wrong.number") }]}
        >
          <Select<string>
            options={trunks.map((trunk) => ({
              label: trunk.name,
              options: (trunk.numbers ?? []).map((number) => ({ value: number, label: number })),
            }))}
          />
        </Form.Item>
      </Form>
    </Side>
  );
}
