import { PlusOutlined } from "@ant-design/icons";
import { Button, Popconfirm, Segmented, Space, Tag, TreeSelect } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Contact, ContactColleague } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { pickText } from "@/shared/format";
import { ChosenBar } from "@/shared/list/ChosenBar";
import { DataTable } from "@/shared/list/DataTable";
import { ExportMenu } from "@/shared/list/ExportMenu";
import { FilterBar, TextFilter } from "@/shared/list/Filters";
import { parameters } from "@/shared/list/parameters";
import { useBulkNotice } from "@/shared/list/useBulkNotice";
import { useChosen } from "@/shared/list/useChosen";
import { type ListFilters, useListFilters } from "@/shared/list/useListFilters";
import { useNumber } from "@/shared/number";
import { PageHead } from "@/shared/ui/PageHead";
import { treeOf, useUnits } from "@/shared/units";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useContactActs, useContactColleagues, useContacts } from "./api";
import { BOOKS } from "./model";

const ContactDrawer = lazy(() => import("./components/ContactDrawer"));
type Filters = ListFilters<"book" | "q" | "group" | "unit">;

/** 通讯录: the company's contacts, one's own, and the colleagues; called with one click. */
export function Component() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const manages = mayDo(user, "contacts.manage");
  const filters: Filters = useListFilters(["book", "q", "group", "unit"] as const);
  const book = BOOKS.find((one) => one === filters.values.book) ?? "shared";
  const exported = { q: filters.values.q, group: filters.values.group, shared: book === "shared" };
  const units = useUnits();
  const [edited, setEdited] = useState<Contact | "new" | null>(null);
  const adds = book === "own" || (book === "shared" && manages);

  return (
    <>
      <PageHead
        title={t("contacts.title")}
        detail={t("contacts.detail")}
        actions={
          <>
            {book !== "colleagues" && mayDo(user, "contacts.export") && (
              <ExportMenu path="/exports/contacts" name="contacts" query={parameters(exported)} />
            )}
            {adds && (
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited("new")}>
                {t(book === "own" ? "contacts.new_own" : "contacts.new_shared")}
              </Button>
            )}
          </>
        }
      />
      <FilterBar filters={filters}>
        <Segmented
          value={book}
          onChange={(value) => filters.set({ book: value === "shared" ? undefined : value, group: undefined })}
          options={BOOKS.map((one) => ({ value: one, label: t(`contacts.books.${one}`) }))}
        />
        <TextFilter {...filters} name="q" label={t(`contacts.search.${book}`)} width={280} />
        {book === "colleagues" ? (
          <TreeSelect<string>
            style={{ width: 200 }}
            allowClear
            treeDefaultExpandAll
            value={filters.values.unit}
            placeholder={t("contacts.unit")}
            aria-label={t("contacts.unit")}
            treeData={treeOf(units, i18n.language)}
            onChange={(unit?: string) => filters.set({ unit })}
          />
        ) : (
          <TextFilter {...filters} name="group" label={t("contacts.group")} />
        )}
      </FilterBar>
      {book === "colleagues" ? (
        <Colleagues filters={filters} />
      ) : (
        <Contacts filters={filters} shared={book === "shared"} onEdit={setEdited} />
      )}
      <Suspense>
        {edited !== null && (
          <ContactDrawer
            contact={edited === "new" ? null : edited}
            shared={book === "shared"}
            onClose={() => setEdited(null)}
          />
        )}
      </Suspense>
    </>
  );
}

interface ContactsProps {
  filters: Filters;
  shared: boolean;
  onEdit: (contact: Contact) => void;
}

function Contacts({ filters, shared, onEdit }: ContactsProps) {
  const { t } = useTranslation();
  const fail = useErrorNotice();
  const format = useNumber();
  const { q, group } = filters.values;
  const query = useContacts({ q, group, shared, page: filters.page, page_size: filters.pageSize }, true);
  const { remove, removeMany } = useContactActs();
  const tell = useBulkNotice();
  const rows = query.data?.items;
  const { chosen, keep, rowSelection } = useChosen(
    rows,
    (row) => row.name,
    (row) => row.may_edit,
  );

  async function removeChosen(): Promise<void> {
    const names = new Map(chosen.map((row) => [row.id, row.name]));
    const results = await removeMany.mutateAsync(chosen.map((row) => row.id));
    keep();
    tell(results, (id) => names.get(id) ?? id);
  }

  return (
    <>
      {chosen.length > 0 && (
        <ChosenBar count={chosen.length} onNone={() => keep()}>
          <Popconfirm
            title={t("contacts.delete_many", { count: chosen.length })}
            description={shared ? t("contacts.delete_shared") : undefined}
            okText={t("common.delete")}
            okButtonProps={{ danger: true }}
            onConfirm={() => removeChosen().catch(fail)}
          >
            <Button size="small" danger loading={removeMany.isPending}>
              {t("common.delete")}
            </Button>
          </Popconfirm>
        </ChosenBar>
      )}
      <DataTable<Contact>
        rowSelection={rows?.some((row) => row.may_edit) ? rowSelection : undefined}
        query={query}
        filters={filters}
        teach={t(shared ? "contacts.teach_shared" : "contacts.teach_own")}
        columns={[
          { title: t("contacts.name"), dataIndex: "name" },
          { title: t("contacts.company"), dataIndex: "company" },
          { title: t("contacts.job"), dataIndex: "title" },
          { title: t("contacts.group"), render: (_, row) => row.group && <Tag>{row.group}</Tag> },
          {
            title: t("contacts.numbers"),
            render: (_, row) => (
              <Space orientation="vertical" size={0}>
                {row.numbers.map((one) => (
                  <span key={`${one.kind}${one.number}`}>
                    {t(`contacts.kinds.${one.kind}`)}{" "}
                    {one.kind === "fax" ? (
                      <span className="figure">{format(one.number)}</span>
                    ) : (
                      <CallableNumber number={one.number} />
                    )}
                  </span>
                ))}
              </Space>
            ),
          },
          {
            title: t("contacts.email"),
            render: (_, row) => row.email && <a href={`mailto:${row.email}`}>{row.email}</a>,
          },
          {
            title: "",
            width: 150,
            render: (_, row) =>
              row.may_edit && (
                <Space>
                  <Button size="small" aria-label={`${t("common.edit")} ${row.name}`} onClick={() => onEdit(row)}>
                    {t("common.edit")}
                  </Button>
                  <Popconfirm
                    title={t("contacts.delete_ask", { name: row.name })}
                    description={shared ? t("contacts.delete_shared") : undefined}
                    okText={t("common.delete")}
                    okButtonProps={{ danger: true }}
                    onConfirm={() => remove.mutateAsync(row.id).catch(fail)}
                  >
                    <Button size="small" danger aria-label={`${t("common.delete")} ${row.name}`}>
                      {t("common.delete")}
                    </Button>
                  </Popconfirm>
                </Space>
              ),
          },
        ]}
      />
    </>
  );
}

function Colleagues({ filters }: { filters: Filters }) {
  const { t, i18n } = useTranslation();
  const { q, unit } = filters.values;
  const query = useContactColleagues({ q, unit, page: filters.page, page_size: filters.pageSize }, true);
  return (
    <DataTable<ContactColleague>
      query={query}
      filters={filters}
      teach={t("contacts.teach_colleagues")}
      columns={[
        { title: t("contacts.name"), dataIndex: "name" },
        {
          title: t("contacts.work_number"),
          render: (_, row) => row.number && <CallableNumber number={row.number} />,
        },
        {
          title: t("contacts.unit"),
          render: (_, row) => pickText({ zh: row.unit_zh, en: row.unit_en }, i18n.language),
        },
      ]}
    />
  );
}
