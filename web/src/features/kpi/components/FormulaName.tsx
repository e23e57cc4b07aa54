import { Popover } from "antd";
import styles from "../kpi.module.css";

interface Props {
  name: string;
  formula: string;
  note?: string | undefined;
}

/** A figure's name; its formula and its note come up beside it, also by keyboard. */
export function FormulaName({ name, formula, note }: Props) {
  return (
    <Popover
      trigger={["hover", "focus"]}
      styles={{ root: { maxWidth: 380 } }}
      title={name}
      content={
        <>
          <p className={styles.formula}>{formula}</p>
          {note && <p className={styles.note}>{note}</p>}
        </>
      }
    >
      <button type="button" className={styles.name}>
        {name}
      </button>
    </Popover>
  );
}
