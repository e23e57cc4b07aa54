import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown, Empty, Form, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FIELD_KINDS, type FieldDefinition, type Values, type Words } from "@/shared/fields/definitions";
import { FieldsForm } from "@/shared/fields/FieldsForm";
import { pickText } from "@/shared/format";
import { freeCode } from "@/shared/freeCode";
import type { Names } from "../api";
import styles from "../doctypes.module.css";
import { addField, moveField, moveOne, removeField, setSections } from "../form";
import { findingsAt, placesOfField, sectionsOf } from "../model";
import type { TypeEditor } from "../useType";
import { FieldEditor } from "./FieldEditor";
import { WordsInput, Wrong } from "./inputs";

/** The form: its sections and fields at the left, the chosen one in the middle, at the right how it will look. */
export function FormDesigner({
  editor,
  names,
  words,
}: {
  editor: TypeEditor;
  names: Names;
  words: (key: string) => Words;
}) {
  const { t, i18n } = useTranslation();
  const { document: type, edit, findings } = editor;
  const sections = sectionsOf(type);
  const [chosen, setChosen] = useState<string | null>(null);
  const [values, setValues] = useState<Values>({});
  const field = sections.flatMap((one) => one.fields ?? []).find((one) => one.code === chosen);

  function addSection(): void {
    const code = freeCode(
      "section",
      sections.map((one) => one.code),
    );
    edit((now) => setSections(now, [...sectionsOf(now), { code, name: words("new_section"), fields: [] }]));
  }

  const wrong = (one: FieldDefinition) => findingsAt(findings, ...placesOfField(type, one.code)).length > 0;
  return (
    <div className={styles.form}>
      <section aria-label={t("doctypes.fields")}>
        <Wrong findings={findings.filter((one) => one.place === "form" || one.place.startsWith("form.sections."))} />
        {sections.map((section, index) => (
          <div key={section.code} className={styles.block}>
            <WordsInput
              label={t("doctypes.section")}
              value={section.name}
              onChange={(name) =>
                edit(
                  (now) =>
                    setSections(
                      now,
                      sectionsOf(now).map((one) => (one.code === section.code ? { ...one, name } : one)),
                    ),
                  `section.${section.code}`,
                )
              }
            />
            <ul className={styles.list}>
              {(section.fields ?? []).map((one) => (
                <li key={one.code} data-chosen={one.code === chosen || undefined}>
                  <button type="button" onClick={() => setChosen(one.code)} aria-pressed={one.code === chosen}>
                    {pickText(one.label, i18n.language) || one.code}
                    <small>{t(`doctypes.kind.${one.kind}`)}</small>
                    {one.required && <Tag color="red">{t("doctypes.required")}</Tag>}
                    {wrong(one) && <Tag color="error">{t("doctypes.wrong")}</Tag>}
                  </button>
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowUpOutlined />}
                    aria-label={t("doctypes.up")}
                    onClick={() => edit((now) => moveField(now, one.code, -1))}
                  />
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowDownOutlined />}
                    aria-label={t("doctypes.down")}
                    onClick={() => edit((now) => moveField(now, one.code, 1))}
                  />
                </li>
              ))}
            </ul>
            <div className={styles.bar}>
              <Dropdown
                trigger={["click"]}
                menu={{
                  items: FIELD_KINDS.map((kind) => ({ key: kind, label: t(`doctypes.kind.${kind}`) })),
                  onClick: ({ key }) => {
                    const kind = FIELD_KINDS.find((one) => one === key);
                    if (!kind) return;
                    const made = addField(type, section.code, kind, words(`kind.${kind}`));
                    edit(() => made.type);
                    setChosen(made.code);
                  },
                }}
              >
                <Button size="small" icon={<PlusOutlined />}>
                  {t("doctypes.field_add")}
                </Button>
              </Dropdown>
              {index > 0 && (
                <Button
                  type="text"
                  size="small"
                  icon={<ArrowUpOutlined />}
                  aria-label={t("doctypes.section_up")}
                  onClick={() => edit((now) => setSections(now, moveOne(sectionsOf(now), index, -1)))}
                />
              )}
              {(section.fields ?? []).length === 0 && (
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined />}
                  aria-label={t("doctypes.section_remove")}
                  onClick={() =>
                    edit((now) =>
                      setSections(
                        now,
                        sectionsOf(now).filter((one) => one.code !== section.code),
                      ),
                    )
                  }
                />
              )}
            </div>
          </div>
        ))}
        <Button icon={<PlusOutlined />} onClick={addSection}>
          {t("doctypes.section_add")}
        </Button>
      </section>
      <section aria-label={t("doctypes.field")}>
        {field ? (
          <FieldEditor
            key={field.code}
            editor={editor}
            names={names}
            field={field}
            onRemove={() => {
              edit((now) => removeField(now, field.code));
              setChosen(null);
            }}
          />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("doctypes.choose_field")} />
        )}
      </section>
      <section aria-label={t("doctypes.preview")} className={styles.preview}>
        <h3>{t("doctypes.preview")}</h3>
        <p className={styles.hint}>{t("doctypes.preview_help")}</p>
        <Form layout="vertical">
          <FieldsForm
            prefix="preview-"
            compact
            sections={sections}
            values={values}
            editable="all"
            onChange={(code, value) =>
              setValues((before) => ({ ...before, [code]: typeof value === "function" ? value(before[code]) : value }))
            }
          />
        </Form>
      </section>
    </div>
  );
}
