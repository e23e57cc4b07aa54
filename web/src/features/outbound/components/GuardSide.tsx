import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Form, Input, InputNumber, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { pickText } from "@/shared/format";
import { useHours } from "../api";
import { type Guard, guardOf, isBlank, MONEY, SCOPES, type ScopeKind, scopeOf, type Velocity } from "../model";
import styles from "../outbound.module.css";
import { Prefixes, wrongPrefix } from "./Prefixes";
import { isWhole, ScopePicker } from "./ScopePicker";
import { Side } from "./Side";
import { spanOf, useWords } from "./words";

interface Props {
  /** Null for a new one. */
  guard: Guard | null;
  currency: string;
  taken: readonly string[];
  onTake: (guard: Guard) => void;
  onClose: () => void;
}

type Values = Omit<Guard, "max_seconds"> & { minutes: number | null };

const KINDS: readonly ScopeKind[] = SCOPES.filter((one) => one !== "campaign");
const WINDOWS = [60, 300, 3600, 86_400, 7 * 86_400];

/** One guard. A trunk's own knows neither dear numbers nor how often somebody calls. */
export function GuardSide({ guard, currency, taken, onTake, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const calendars = useHours();
  const [form] = Form.useForm<Values>();
  const scope = Form.useWatch("scope", form) ?? guard?.scope ?? "role:agent";
  const kind = scopeOf(scope).kind;
  const trunk = kind === "trunk";
  const fails = (key: string) => Promise.reject(new Error(key));

  function take({ minutes, ...values }: Values): void {
    const next = guardOf({
      ...guard,
      ...values,
      scope,
      hours: values.hours || null,
      cost_per_day: values.cost_per_day || null,
      max_seconds: minutes ? Math.round(minutes * 60) : null,
      ...(trunk ? { premium: null, velocity: [] } : {}),
    });
    if (isBlank(next)) form.setFields([{ name: "allow", errors: [t("outbound.wrong.blank")] }]);
    else onTake(next);
  }

  const prefixes = {
    validator: (_: unknown, all: string[]) => {
      const wrong = wrongPrefix(all);
      return wrong === undefined ? Promise.resolve() : fails(t("outbound.wrong.prefix_of", { prefix: wrong }));
    },
  };
  const choice = (yes: string, no: string) => [
    { value: null, label: t("outbound.says_nothing") },
    { value: true, label: yes },
    { value: false, label: no },
  ];

  return (
    <Side
      title={guard ? words.scope(guard.scope) : t("outbound.add.guards")}
      teach={isWhole(scope) ? words.affected(scope) : ""}
      onTake={form.submit}
      onClose={onClose}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{
          ...(guard ?? guardOf({ scope: taken.includes("role:agent") ? "unit:" : "role:agent" })),
          minutes: guard?.max_seconds ? guard.max_seconds / 60 : null,
        }}
        onFinish={take}
      >
        {guard === null && (
          <Form.Item
            name="scope"
            label={t("outbound.for_whom")}
            rules={[
              {
                validator: (_, value: string) => (isWhole(value) ? Promise.resolve() : fails(t("outbound.wrong.who"))),
              },
              {
                validator: (_, value: string) =>
                  taken.includes(value) ? fails(t("outbound.wrong.guard_twice")) : Promise.resolve(),
              },
            ]}
          >
            <ScopePicker kinds={KINDS} />
          </Form.Item>
        )}
        <Form.Item name="allow" label={t("outbound.allow")} extra={t("outbound.allow_help")} rules={[prefixes]}>
          <Prefixes />
        </Form.Item>
        <Form.Item name="deny" label={t("outbound.deny")} extra={t("outbound.deny_help")} rules={[prefixes]}>
          <Prefixes />
        </Form.Item>
        <Form.Item name="international" label={t("outbound.abroad")}>
          <Radio.Group optionType="button" options={choice(t("outbound.permitted"), t("outbound.refuse"))} />
        </Form.Item>
        {!trunk && (
          <Form.Item name="premium" label={t("outbound.dear")}>
            <Radio.Group optionType="button" options={choice(t("outbound.permitted"), t("outbound.refuse"))} />
          </Form.Item>
        )}
        <Form.Item
          name="hours"
          label={t("outbound.only_within")}
          extra={<Link to="/admin/hours">{t("outbound.to_hours")}</Link>}
        >
          <Select<string>
            allowClear
            placeholder={t("outbound.any_time")}
            options={calendars.map((one) => ({ value: one.id, label: pickText(one.name, i18n.language) || one.id }))}
          />
        </Form.Item>
        <Form.Item
          name="cost_per_day"
          label={t(kind === "role" ? "outbound.cap_each" : "outbound.cap")}
          extra={t("outbound.cap_help")}
          rules={[{ pattern: MONEY, message: t("outbound.wrong.money") }]}
        >
          <Input inputMode="decimal" suffix={currency} style={{ width: 200 }} />
        </Form.Item>
        <Form.Item name="minutes" label={t("outbound.longest")}>
          <InputNumber<number> min={0.1} max={1440} changeOnWheel={false} style={{ width: 200 }} />
        </Form.Item>
        {!trunk && <Velocities />}
      </Form>
    </Side>
  );
}

function Velocities() {
  const { t } = useTranslation();
  return (
    <fieldset>
      <legend>{t("outbound.velocity")}</legend>
      <Form.List name="velocity">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <div key={key} className={styles.velocity}>
                <Form.Item name={[name, "per"]} noStyle>
                  <Select<Velocity["per"]>
                    aria-label={t("outbound.counted")}
                    options={(["caller", "callee"] as const).map((value) => ({
                      value,
                      label: t(`outbound.per.${value}`),
                    }))}
                  />
                </Form.Item>
                <Form.Item name={[name, "count"]} noStyle rules={[{ required: true }]}>
                  <InputNumber<number>
                    aria-label={t("outbound.count")}
                    min={1}
                    max={1000}
                    precision={0}
                    changeOnWheel={false}
                  />
                </Form.Item>
                <Form.Item name={[name, "seconds"]} noStyle>
                  <Windows />
                </Form.Item>
                <Button
                  type="text"
                  danger
                  icon={<DeleteOutlined />}
                  aria-label={t("common.delete")}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <Button
              type="dashed"
              icon={<PlusOutlined />}
              disabled={rows.length >= 10}
              onClick={() => add({ per: "caller", count: 60, seconds: 3600 } satisfies Velocity)}
            >
              {t("outbound.add_velocity")}
            </Button>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}

function Windows({ value, onChange }: { value?: number; onChange?: (seconds: number) => void }) {
  const { t } = useTranslation();
  const all = value === undefined || WINDOWS.includes(value) ? WINDOWS : [...WINDOWS, value].sort((a, b) => a - b);
  return (
    <Select<number>
      aria-label={t("outbound.window")}
      value={value}
      onChange={onChange}
      options={all.map((seconds) => ({ value: seconds, label: t("outbound.within", { span: spanOf(seconds, t) }) }))}
    />
  );
}
