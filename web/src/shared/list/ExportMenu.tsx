import { DownloadOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { download, withQuery } from "@/shared/download";
import { useErrorNotice } from "@/shared/useErrorNotice";

interface Props {
  /** Below the API's base, for example "/exports/calls". */
  path: string;
  /** Of the file, without its ending. */
  name: string;
  /** What the list shows now. */
  query: Record<string, string | undefined>;
}

/** The list as it is narrowed now, all its pages, as a table to save. */
export function ExportMenu({ path, name, query }: Props) {
  const { t } = useTranslation();
  const fail = useErrorNotice();
  const save = (format: "xlsx" | "csv") =>
    void download(withQuery(path, { ...query, format }), `${name}.${format}`).catch(fail);
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "xlsx", label: t("common.export_excel"), onClick: () => save("xlsx") },
          { key: "csv", label: t("common.export_csv"), onClick: () => save("csv") },
        ],
      }}
    >
      <Button icon={<DownloadOutlined />}>{t("common.export")}</Button>
    </Dropdown>
  );
}
