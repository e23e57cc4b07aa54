import { useTranslation } from "react-i18next";
import { useUnitName } from "@/shared/units";
import styles from "../merging.module.css";
import { COUNTED, type Counts, otherSide, type Pair, type Side, tooMany } from "../model";
import { useTitle } from "../useTitle";

interface Props {
  pair: Pair;
  keep: Side;
  /** What the one who goes has. */
  moving: Counts | undefined;
}

/** What the merge will do, before it is done. */
export function Consequences({ pair, keep, moving }: Props) {
  const { t } = useTranslation();
  const title = useTitle();
  const unit = useUnitName();
  const [kept, gone] = [pair[keep], pair[otherSide(keep)]];
  const names = { kept: title(kept), gone: title(gone) };
  const seen = COUNTED.filter((kind) => moving && moving[kind] > 0);
  const counted = seen.map((kind) => `${t(`merging.count.${kind}`)} ${moving?.[kind]}`).join(" · ");
  const effect = !moving
    ? t("merging.effect_records", names)
    : counted
      ? t("merging.effect_counted", { ...names, counted })
      : t("merging.effect_nothing_seen", names);
  return (
    <ul className={styles.effects}>
      <li>{t("merging.effect_gone", names)}</li>
      <li>{effect}</li>
      <li>{t("merging.effect_moves", names)}</li>
      <li>{t("merging.effect_joined")}</li>
      {tooMany(pair) && <li>{t("merging.effect_too_many")}</li>}
      {kept.no_sms !== gone.no_sms && <li>{t("merging.effect_no_sms")}</li>}
      {kept.unit_id !== gone.unit_id && (
        <li>{t("merging.effect_unit", { unit: unit(kept.unit_id) || t("merging.effect_unit_of", names) })}</li>
      )}
      <li>{t("merging.effect_undo")}</li>
    </ul>
  );
}
