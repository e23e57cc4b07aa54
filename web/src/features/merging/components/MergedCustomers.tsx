import { Alert, App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { usePerson } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { formatDateTime } from "@/shared/format";
import { Panel } from "@/shared/ui/Panel";
import { useMerges, useUndo } from "../api";
import styles from "../merging.module.css";
import type { MergeRow } from "../model";
import { useTitle } from "../useTitle";

/** Who was merged into this customer; parted again for 30 days. Nothing where nobody was. */
export function MergedCustomers({ customer }: { customer: string }) {
  const { t, i18n } = useTranslation();
  const merges = useMerges(customer);
  if (merges.error) {
    return (
      <Panel title={t("merging.merged_customers")}>
        <Alert type="error" showIcon title={errorText(merges.error, t, i18n.language)} />
      </Panel>
    );
  }
  if (!merges.data || merges.data.length === 0) return null;
  return (
    <Panel title={t("merging.merged_customers")}>
      <ul className={styles.rows}>
        {merges.data.map((one) => (
          <Merged key={one.id} merge={one} />
        ))}
      </ul>
    </Panel>
  );
}

function Merged({ merge }: { merge: MergeRow }) {
  const { t, i18n } = useTranslation();
  const { modal, message } = App.useApp();
  const person = usePerson();
  const title = useTitle();
  const may = mayDo(useUser(), "customers.merge");
  const undo = useUndo(merge.kept_id);
  const gone = title({ name: merge.gone_name ?? "", number: merge.gone_number });
  const at = (text: string | null | undefined) => formatDateTime(instant(text ?? null), i18n.language).slice(0, -3);
  const by = (id: string | null) => person(id) || "–";

  function confirm(): void {
    modal.confirm({
      title: t("merging.undo_confirm", { gone }),
      content: t("merging.undo_detail"),
      okText: t("merging.undo"),
      onOk: () =>
        undo.mutateAsync(merge.id).then(
          () => void message.success(t("merging.undone", { gone })),
          () => undefined, // said at the row
        ),
    });
  }

  return (
    <li>
      <div className={styles.row}>
        <div>
          <div>{merge.undone_at ? <Link to={`/customers/${merge.gone_id}`}>{gone}</Link> : gone}</div>
          <div className={styles.faint}>
            {t("merging.merged_by", { at: at(merge.merged_at), person: by(merge.merged_by) })}
          </div>
          <div className={styles.faint}>
            {merge.undone_at
              ? t("merging.undone_by", { at: at(merge.undone_at), person: by(merge.undone_by) })
              : merge.undo_until
                ? t("merging.undo_until", { at: at(merge.undo_until) })
                : t("merging.too_late")}
          </div>
        </div>
        {may && merge.undo_until && (
          <Button size="small" aria-label={t("merging.undo_named", { gone })} onClick={confirm}>
            {t("merging.undo")}
          </Button>
        )}
      </div>
      {undo.error && (
        <Alert type="error" showIcon style={{ marginTop: 8 }} title={errorText(undo.error, t, i18n.language)} />
      )}
    </li>
  );
}
