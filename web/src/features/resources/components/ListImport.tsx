import { Alert, Button, Checkbox, Modal, Select, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { saveBlob } from "@/shared/download";
import { errorText } from "@/shared/errorText";
import { FieldItem } from "@/shared/fields/FieldsForm";
import { useImportLists } from "../api";
import { EXAMPLE } from "../csv";
import { UndoButton } from "./ListImports";
import { LISTS } from "./ListTransfer";

type ListName = (typeof LISTS)[number];
const SHOWN = 50;

/** Numbers from a CSV file: good rows are taken, bad ones said by their line. */
export default function ListImport({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const take = useImportLists();
  const [file, setFile] = useState<File | null>(null);
  const [list, setList] = useState<ListName | undefined>();
  const [replace, setReplace] = useState(false);
  const done = take.data;
  const send = () => {
    if (file) take.mutate({ file, replace, ...(list ? { list } : {}) });
  };
  return (
    <Modal
      open
      title={t("settings.import_lists")}
      okText={done ? t("common.close") : t("settings.import")}
      okButtonProps={{ disabled: !file && !done }}
      cancelButtonProps={{ style: done ? { display: "none" } : {} }}
      confirmLoading={take.isPending}
      onOk={() => (done ? onClose() : send())}
      onCancel={onClose}
    >
      {done ? (
        <>
          <Alert
            type={done.bad.length > 0 ? "warning" : "success"}
            showIcon
            title={t("settings.imported", {
              added: done.added,
              changed: done.changed,
              removed: done.removed,
              bad: done.bad.length,
            })}
            action={done.import_id && <UndoButton id={done.import_id} added={done.added} onDone={onClose} />}
          />
          <ul>
            {done.bad.slice(0, SHOWN).map((one) => (
              <li key={one.line}>
                {t("settings.bad_line", {
                  line: one.line,
                  why: i18n.language === "en" ? one.message : one.message_zh || one.message,
                })}
              </li>
            ))}
            {done.bad.length > SHOWN && <li>{t("settings.bad_more", { count: done.bad.length - SHOWN })}</li>}
          </ul>
        </>
      ) : (
        <>
          <p>
            {t("settings.import_teach")}{" "}
            <Button
              type="link"
              size="small"
              onClick={() => saveBlob(new Blob([`\ufeff${EXAMPLE}`], { type: "text/csv" }), "number-lists.csv")}
            >
              {t("settings.import_example")}
            </Button>
          </p>
          {take.error && (
            <Alert type="error" showIcon style={{ marginBottom: 12 }} title={errorText(take.error, t, i18n.language)} />
          )}
          <Upload.Dragger
            accept=".csv,text/csv"
            maxCount={1}
            fileList={file ? [{ uid: file.name, name: file.name }] : []}
            beforeUpload={(chosen) => {
              take.reset();
              setFile(chosen);
              return false;
            }}
            onRemove={() => setFile(null)}
          >
            {t("settings.import_drop")}
          </Upload.Dragger>
          <FieldItem id="import-list" label={t("settings.import_into")}>
            <Select<ListName>
              id="import-list"
              allowClear
              placeholder={t("settings.import_by_column")}
              value={list}
              options={LISTS.map((value) => ({ value, label: t(`settings.choices.${value}`) }))}
              onChange={(chosen?: ListName) => setList(chosen)}
            />
          </FieldItem>
          <Checkbox checked={replace} onChange={(event) => setReplace(event.target.checked)}>
            {t("settings.import_replace")}
          </Checkbox>
          {replace && (
            <Alert
              type="warning"
              showIcon
              style={{ marginTop: 12 }}
              title={
                list
                  ? t("settings.import_replaces", { list: t(`settings.choices.${list}`) })
                  : t("settings.import_replaces_named")
              }
            />
          )}
        </>
      )}
    </Modal>
  );
}
