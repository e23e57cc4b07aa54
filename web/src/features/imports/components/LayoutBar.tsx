import { InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import styles from "../imports.module.css";
import { DELIMITER_WORDS, DELIMITERS, ENCODINGS, type Layout, type Preview } from "../model";

interface Props {
  preview: Preview;
  layout: Layout;
  onChange: (layout: Layout) => void;
}

/** How the file is read: found out by the server, changed here when characters or columns look wrong. */
export function LayoutBar({ preview, layout, onChange }: Props) {
  const { t } = useTranslation();
  const text = preview.encoding !== "";
  return (
    <div className={styles.layout}>
      {preview.sheets.length > 1 && (
        <label htmlFor="import-sheet">
          {t("imports.sheet")}
          <Select
            id="import-sheet"
            style={{ width: 200 }}
            value={preview.sheet}
            options={preview.sheets.map((value) => ({ value, label: value }))}
            onChange={(sheet) => onChange({ sheet, heading: null })}
          />
        </label>
      )}
      {text && (
        <label htmlFor="import-encoding">
          {t("imports.encoding")}
          <Select<NonNullable<Layout["encoding"]>>
            id="import-encoding"
            style={{ width: 160 }}
            value={(layout.encoding || preview.encoding) as NonNullable<Layout["encoding"]>}
            options={ENCODINGS.map((value) => ({ value, label: value.toUpperCase() }))}
            onChange={(encoding) => onChange({ encoding })}
          />
        </label>
      )}
      {text && (
        <label htmlFor="import-delimiter">
          {t("imports.delimiter")}
          <Select<NonNullable<Layout["delimiter"]>>
            id="import-delimiter"
            style={{ width: 120 }}
            value={(layout.delimiter || preview.delimiter || ",") as NonNullable<Layout["delimiter"]>}
            options={DELIMITERS.map((value) => ({
              value,
              label: t(`imports.delimiters.${DELIMITER_WORDS[value]}`),
            }))}
            onChange={(delimiter) => onChange({ delimiter })}
          />
        </label>
      )}
      <label htmlFor="import-heading">
        {t("imports.heading")}
        <InputNumber
          id="import-heading"
          min={0}
          max={1000}
          precision={0}
          value={layout.heading ?? preview.heading}
          onChange={(heading) => onChange({ heading: heading ?? null })}
        />
      </label>
    </div>
  );
}
