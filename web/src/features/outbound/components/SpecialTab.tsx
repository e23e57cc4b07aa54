import { Alert, Form, Input, Switch } from "antd";
import { useTranslation } from "react-i18next";
import styles from "../outbound.module.css";
import { Prefixes, wrongPrefix } from "./Prefixes";
import type { TabProps } from "./tab";

/** Emergency numbers, dear numbers, and in what money calls are counted. */
export function SpecialTab({ rules, put, failure }: TabProps) {
  const { t } = useTranslation();
  const refused = (name: string) => (failure?.key === name ? failure.text : undefined);
  const list = (name: "emergency" | "premium") => {
    const wrong = wrongPrefix(rules[name]);
    const text = refused(name) ?? (wrong === undefined ? undefined : t("outbound.wrong.prefix_of", { prefix: wrong }));
    return (
      <Form.Item
        label={t(`outbound.special.${name}`)}
        htmlFor={`special-${name}`}
        extra={t(`outbound.special_help.${name}`)}
        help={text}
        validateStatus={text ? "error" : ""}
      >
        <Prefixes id={`special-${name}`} value={rules[name]} onChange={(all) => put({ [name]: all })} />
      </Form.Item>
    );
  };
  const money = refused("currency");
  return (
    <Form layout="vertical" component="div">
      {list("emergency")}
      <Form.Item label={t("outbound.special.emergency_always")} htmlFor="special-always">
        <Switch
          id="special-always"
          checked={rules.emergency_always}
          onChange={(emergency_always) => put({ emergency_always })}
        />
      </Form.Item>
      {!rules.emergency_always && (
        <Alert type="warning" showIcon className={styles.gap} title={t("outbound.danger.emergency_off")} />
      )}
      {list("premium")}
      <Form.Item
        label={t("outbound.special.currency")}
        htmlFor="special-currency"
        extra={t("outbound.special_help.currency")}
        help={money}
        validateStatus={money ? "error" : ""}
      >
        <Input
          id="special-currency"
          maxLength={3}
          style={{ width: 100 }}
          value={rules.currency}
          onChange={(event) => put({ currency: event.target.value.toUpperCase() })}
        />
      </Form.Item>
    </Form>
  );
}
