import { useTranslation } from "react-i18next";
import { Panel } from "@/shared/ui/Panel";
import styles from "../gateways.module.css";
import { FILTERS, placeholder, VARIABLES } from "../model";

/** What may stand in the address, the headers and the body of the request to the SMS provider. */
export function Placeholders() {
  const { t } = useTranslation();
  return (
    <Panel title={t("gateways.placeholders")}>
      <dl className={styles.words}>
        {VARIABLES.map((name) => (
          <div key={name}>
            <dt>
              <code>{placeholder(name)}</code>
            </dt>
            <dd>{t(`gateways.variables.${name}`)}</dd>
          </div>
        ))}
        <div>
          <dt>
            <code>{FILTERS}</code>
          </dt>
          <dd>{t("gateways.filters")}</dd>
        </div>
      </dl>
    </Panel>
  );
}
