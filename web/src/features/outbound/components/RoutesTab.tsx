import { Form, Select, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { moved } from "@/shared/rows";
import { RowTools } from "@/shared/ui/RowTools";
import { useTrunks } from "../api";
import type { Route, Trunk } from "../model";
import styles from "../outbound.module.css";
import { PrefixItem } from "./Prefixes";
import { RuleTable } from "./RuleTable";
import { Side } from "./Side";
import type { TabProps } from "./tab";
import { spellingOf, useWords } from "./words";

/** Which numbers go out over which trunks, in which order. */
export function RoutesTab({ rules, put, failure, has }: TabProps) {
  const { t } = useTranslation();
  const words = useWords();
  const trunks = useTrunks();
  const [edited, setEdited] = useState<Route | "new" | null>(null);
  const used = trunks.filter((trunk) => trunk.enabled !== false);
  const rows = rules.routes
    .filter((one) => has(one.prefix, words.numbers(one.prefix), words.line(one.trunks)))
    .sort((a, b) => a.prefix.localeCompare(b.prefix));

  function take(route: Route): void {
    const others = rules.routes.filter((one) => one !== edited && one.prefix !== route.prefix);
    put({ routes: [...others, route] });
    setEdited(null);
  }

  return (
    <>
      <RuleTable<Route>
        teach={t("outbound.routes_teach")}
        add={t("outbound.add.routes")}
        empty={t("outbound.empty.routes")}
        rows={rows}
        keyOf={(row) => row.prefix}
        nameOf={(row) => row.prefix}
        failure={failure}
        rest={
          used.length > 0
            ? t("outbound.other_numbers", { trunks: words.line(used.map((one) => one.id)) })
            : t("outbound.no_trunks")
        }
        onAdd={() => setEdited("new")}
        onEdit={setEdited}
        onRemove={(row) => put({ routes: rules.routes.filter((one) => one.prefix !== row.prefix) })}
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
            title: t("outbound.over_trunks"),
            render: (_, row) =>
              row.trunks.map((id, place) => (
                <span key={id} className={styles.line}>
                  {place + 1}. {words.trunk(id)} <TrunkTag trunk={trunks.find((one) => one.id === id)} />
                  <small>{spelled(trunks.find((one) => one.id === id))}</small>
                </span>
              )),
          },
        ]}
      />
      {edited !== null && (
        <RouteSide
          route={edited === "new" ? null : edited}
          taken={rules.routes.filter((one) => one !== edited).map((one) => one.prefix)}
          onTake={take}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );

  function spelled(trunk: Trunk | undefined): string {
    return trunk ? spellingOf(trunk, t) : "";
  }
}

function TrunkTag({ trunk }: { trunk: Trunk | undefined }) {
  const { t } = useTranslation();
  if (!trunk) return null;
  if (trunk.enabled === false) return <Tag>{t("outbound.trunk_off")}</Tag>;
  return trunk.state?.up === false ? <Tag color="error">{t("outbound.trunk_down")}</Tag> : null;
}

interface SideProps {
  route: Route | null;
  taken: readonly string[];
  onTake: (route: Route) => void;
  onClose: () => void;
}

function RouteSide({ route, taken, onTake, onClose }: SideProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Route>();
  return (
    <Side title={t(route ? "outbound.change_of.routes" : "outbound.add.routes")} onTake={form.submit} onClose={onClose}>
      <Form<Route> form={form} layout="vertical" initialValues={route ?? { prefix: "", trunks: [] }} onFinish={onTake}>
        <PrefixItem taken={taken} />
        <Form.Item
          name="trunks"
          label={t("outbound.over_trunks")}
          extra={t("outbound.order_help")}
          rules={[{ required: true, type: "array", min: 1, message: t("outbound.wrong.trunks") }]}
        >
          <TrunkOrder />
        </Form.Item>
      </Form>
    </Side>
  );
}

function TrunkOrder({
  id,
  value = [],
  onChange,
}: {
  id?: string;
  value?: string[];
  onChange?: (to: string[]) => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const trunks = useTrunks();
  const left = trunks.filter((one) => !value.includes(one.id));
  return (
    <>
      {value.map((one, place) => {
        const trunk = trunks.find((each) => each.id === one);
        return (
          <div key={one} className={styles.trunk}>
            <span>
              {place + 1}. {words.trunk(one)} <TrunkTag trunk={trunk} />
              {trunk && <small className={styles.line}>{spellingOf(trunk, t)}</small>}
            </span>
            <RowTools
              label={words.trunk(one)}
              place={place}
              count={value.length}
              onMove={(to) => onChange?.(moved(value, place, to))}
              onRemove={() => onChange?.(value.filter((each) => each !== one))}
            />
          </div>
        );
      })}
      <Select<string>
        id={id}
        style={{ width: "100%" }}
        value={null as unknown as string}
        placeholder={t("outbound.add_trunk")}
        disabled={left.length === 0}
        options={left.map((one) => ({ value: one.id, label: one.name }))}
        onChange={(chosen) => onChange?.([...value, chosen])}
      />
    </>
  );
}
