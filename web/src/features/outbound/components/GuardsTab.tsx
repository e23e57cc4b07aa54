import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byScope, type Guard } from "../model";
import styles from "../outbound.module.css";
import { GuardSide } from "./GuardSide";
import { RuleTable } from "./RuleTable";
import type { TabProps } from "./tab";
import { useWords } from "./words";

interface Props extends TabProps {
  /** Today's cost by scope. */
  spent: Readonly<Record<string, string>>;
}

/** Who may dial what, when, how often and for how much. */
export function GuardsTab({ rules, put, failure, has, spent }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const [edited, setEdited] = useState<Guard | "new" | null>(null);
  const rows = rules.guards
    .filter((one) => has(words.scope(one.scope), ...words.guard(one, rules.currency)))
    .sort(byScope);
  return (
    <>
      <RuleTable<Guard>
        teach={t("outbound.guards_teach")}
        add={t("outbound.add.guards")}
        empty={t("outbound.empty.guards")}
        rows={rows}
        keyOf={(row) => row.scope}
        nameOf={(row) => words.scope(row.scope)}
        failure={failure}
        rest={t("outbound.guards_rest")}
        onAdd={() => setEdited("new")}
        onEdit={setEdited}
        onRemove={(row) => put({ guards: rules.guards.filter((one) => one.scope !== row.scope) })}
        columns={[
          { title: t("outbound.for_whom"), width: 180, render: (_, row) => words.scope(row.scope) },
          {
            title: t("outbound.limits"),
            render: (_, row) => (
              <ul className={styles.list}>
                {words.guard(row, rules.currency).map((one) => (
                  <li key={one}>{one}</li>
                ))}
                {row.cost_per_day !== null && spent[row.scope] && (
                  <li>{t("outbound.spent", { amount: spent[row.scope], currency: rules.currency })}</li>
                )}
              </ul>
            ),
          },
        ]}
      />
      {edited !== null && (
        <GuardSide
          guard={edited === "new" ? null : edited}
          currency={rules.currency}
          taken={rules.guards.map((one) => one.scope)}
          onClose={() => setEdited(null)}
          onTake={(guard) => {
            put({ guards: [...rules.guards.filter((one) => one.scope !== guard.scope), guard] });
            setEdited(null);
          }}
        />
      )}
    </>
  );
}
