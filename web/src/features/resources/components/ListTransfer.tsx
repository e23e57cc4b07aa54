import { DownloadOutlined, HistoryOutlined, UploadOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { download, withQuery } from "@/shared/download";
import { useErrorNotice } from "@/shared/useErrorNotice";

const ListImport = lazy(() => import("./ListImport"));
const ListImports = lazy(() => import("./ListImports"));
export const LISTS = ["black", "white", "dnc"] as const;

/** The lists of numbers as a file, and from one. */
export function ListTransfer() {
  const { t } = useTranslation();
  const fail = useErrorNotice();
  const [importing, setImporting] = useState(false);
  const [looking, setLooking] = useState(false);
  const save = (list?: string) =>
    void download(withQuery("/number-lists/export", { list }), "number-lists.csv").catch(fail);
  return (
    <>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            { key: "", label: t("settings.lists_all"), onClick: () => save() },
            ...LISTS.map((one) => ({ key: one, label: t(`settings.choices.${one}`), onClick: () => save(one) })),
          ],
        }}
      >
        <Button icon={<DownloadOutlined />}>{t("common.export")}</Button>
      </Dropdown>
      <Button icon={<UploadOutlined />} onClick={() => setImporting(true)}>
        {t("settings.import")}
      </Button>
      <Button icon={<HistoryOutlined />} onClick={() => setLooking(true)}>
        {t("settings.imports_done")}
      </Button>
      <Suspense>
        {importing && <ListImport onClose={() => setImporting(false)} />}
        {looking && <ListImports onClose={() => setLooking(false)} />}
      </Suspense>
    </>
  );
}
