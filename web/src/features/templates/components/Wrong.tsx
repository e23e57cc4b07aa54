import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { placeOf, type TemplateForm, valueAt, withoutPlace } from "../model";
import styles from "../templates.module.css";

interface Props {
  form: TemplateForm;
  error: unknown;
  /** The place of the field; what is refused below it is said here, too. */
  at: string;
}

/** Whether a refusal is about this place. */
export function isAt(error: unknown, at: string): boolean {
  const place = placeOf(error);
  return place !== null && (place === at || place.startsWith(`${at}.`));
}

/** Under a field: what was refused about it. */
export function Wrong({ form, error, at }: Props) {
  const { t, i18n } = useTranslation();
  if (!isAt(error, at)) return null;
  const place = placeOf(error) ?? at;
  const empty = valueAt(form, place) === "";
  return (
    <p role="alert" className={styles.wrong}>
      {empty ? t("documents.must_fill") : withoutPlace(errorText(error, t, i18n.language), place)}
    </p>
  );
}
