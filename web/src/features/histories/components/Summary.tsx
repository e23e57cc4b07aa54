import styles from "../histories.module.css";

/** The line of sums and means over all that was found, not only the page that is shown. */
export function Summary({ items }: { items: readonly { label: string; value: string }[] }) {
  return (
    <dl className={styles.summary}>
      {items.map((item) => (
        <div key={item.label}>
          <dt>{item.label}</dt>
          <dd className="figure">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
