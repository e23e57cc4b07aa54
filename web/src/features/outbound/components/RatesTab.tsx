import { Form, Input, InputNumber } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { MONEY, type Rate } from "../model";
import styles from "../outbound.module.css";
import { PrefixItem } from "./Prefixes";
import { RuleTable } from "./RuleTable";
import { Side } from "./Side";
import type { TabProps } from "./tab";
import { spanOf, useWords } from "./words";

/** What calls cost, so that they can be capped. */
export function RatesTab({ rules, put, failure, has }: TabProps) {
  const { t } = useTranslation();
  const words = useWords();
  const [edited, setEdited] = useState<Rate | "new" | null>(null);
  const rows = rules.rates
    .filter((one) => has(one.prefix, words.numbers(one.prefix)))
    .sort((a, b) => a.prefix.localeCompare(b.prefix));
  return (
    <>
      <RuleTable<Rate>
        teach={t("outbound.rates_teach")}
        add={t("outbound.add.rates")}
        empty={t("outbound.empty.rates")}
        rows={rows}
        keyOf={(row) => row.prefix}
        nameOf={(row) => row.prefix}
        failure={failure}
        rest={t("outbound.rates_rest")}
        onAdd={() => setEdited("new")}
        onEdit={setEdited}
        onRemove={(row) => put({ rates: rules.rates.filter((one) => one.prefix !== row.prefix) })}
        columns={[
          {
            title: t("outbound.numbers_column"),
            render: (_, row) => (
              <span className={styles.line}>
                <b className="figure">{row.prefix}</b> <small>{words.numbers(row.prefix)}</small>
              </span>
            ),
          },
          {
            title: t("outbound.rate"),
            render: (_, row) =>
              t("outbound.price", { price: row.price, currency: rules.currency, span: spanOf(row.interval, t) }),
          },
        ]}
      />
      {edited !== null && (
        <RateSide
          rate={edited === "new" ? null : edited}
          currency={rules.currency}
          taken={rules.rates.filter((one) => one !== edited).map((one) => one.prefix)}
          onClose={() => setEdited(null)}
          onTake={(rate) => {
            put({ rates: [...rules.rates.filter((one) => one !== edited), rate] });
            setEdited(null);
          }}
        />
      )}
    </>
  );
}

interface SideProps {
  rate: Rate | null;
  currency: string;
  taken: readonly string[];
  onTake: (rate: Rate) => void;
  onClose: () => void;
}

function RateSide({ rate, currency, taken, onTake, onClose }: SideProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Rate>();
  return (
    <Side title={t(rate ? "outbound.change_of.rates" : "outbound.add.rates")} onTake={form.submit} onClose={onClose}>
      <Form<Rate>
        form={form}
        layout="vertical"
        initialValues={rate ?? { prefix: "", price: "", interval: 60 }}
        onFinish={onTake}
      >
        <PrefixItem taken={taken} />
        <Form.Item
          name="price"
          label={t("outbound.price_label")}
          rules={[{ required: true, pattern: MONEY, message: t("outbound.wrong.money") }]}
        >
          <Input inputMode="decimal" suffix={currency} />
        </Form.Item>
        <Form.Item
          name="interval"
          label={t("outbound.interval")}
          extra={t("outbound.interval_help")}
          rules={[{ required: true, message: t("outbound.wrong.interval") }]}
        >
          <InputNumber<number> min={1} max={3600} precision={0} changeOnWheel={false} style={{ width: 160 }} />
        </Form.Item>
      </Form>
    </Side>
  );
}
