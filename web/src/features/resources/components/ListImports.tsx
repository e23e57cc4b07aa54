import { App, Button, Modal, Popconfirm, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { formatDateTime } from "@/shared/format";
import { ListFailed } from "@/shared/list/states";
import { NothingYet } from "@/shared/ui/NothingYet";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { type DoneImport, useListImports, useUndoListImport } from "../api";

const ROWS = 10;

/** Files that were taken into the lists, and the way back from each. */
export default function ListImports({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [page, setPage] = useState(1);
  const imports = useListImports(page, ROWS);
  return (
    <Modal
      open
      width={860}
      title={t("settings.imports_done")}
      onCancel={onClose}
      footer={<Button onClick={onClose}>{t("common.close")}</Button>}
    >
      <p>{t("settings.imports_teach")}</p>
      {imports.error && !imports.data ? (
        <ListFailed error={imports.error} onRetry={imports.refetch} />
      ) : (
        <Table<DoneImport>
          size="small"
          rowKey="id"
          loading={imports.isPending}
          dataSource={imports.data?.items ?? []}
          locale={{ emptyText: imports.data ? <NothingYet teach={t("settings.imports_none")} /> : <span /> }}
          pagination={{
            current: page,
            pageSize: ROWS,
            total: imports.data?.total ?? 0,
            hideOnSinglePage: true,
            showSizeChanger: false,
            onChange: setPage,
          }}
          columns={[
            {
              title: t("audit.at"),
              className: "figure",
              render: (_, row) => formatDateTime(instant(row.at), i18n.language),
            },
            { title: t("audit.who"), dataIndex: "username" },
            {
              title: t("settings.imports_into"),
              render: (_, row) => (
                <>
                  {row.list
                    ? t([`settings.choices.${row.list}`], { defaultValue: row.list })
                    : t("settings.import_by_column")}
                  {row.replaced && ` · ${t("settings.imports_replaced")}`}
                </>
              ),
            },
            { title: t("settings.imports_added"), align: "end", className: "figure", dataIndex: "added" },
            { title: t("settings.imports_changed"), align: "end", className: "figure", dataIndex: "changed" },
            { title: t("settings.imports_removed"), align: "end", className: "figure", dataIndex: "removed" },
            {
              title: "",
              render: (_, row) =>
                row.undone_at ? t("settings.imports_undone") : <UndoButton id={row.id} added={row.added} />,
            },
          ]}
        />
      )}
    </Modal>
  );
}

/** Takes an import back, once. */
export function UndoButton({ id, added, onDone }: { id: string; added: number; onDone?: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const fail = useErrorNotice();
  const undo = useUndoListImport();
  return (
    <Popconfirm
      title={t("settings.undo_import_ask")}
      description={t("settings.undo_import_effect", { added })}
      okText={t("settings.undo_import")}
      onConfirm={() =>
        undo.mutateAsync(id).then((done) => {
          void message.success(t("settings.undo_import_done", done), 8);
          onDone?.();
        }, fail)
      }
    >
      <Button size="small" danger loading={undo.isPending}>
        {t("settings.undo_import")}
      </Button>
    </Popconfirm>
  );
}
