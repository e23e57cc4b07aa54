import { PlusOutlined } from "@ant-design/icons";
import { Button, Drawer, Dropdown, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { instant } from "@/api/clock";
import type { Customer } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumbers } from "@/features/desk/components/CallableNumbers";
import { useDictionary } from "@/shared/dictionaries";
import { usePerson } from "@/shared/directory";
import { applies, asDefinition, useCustomerFields } from "@/shared/fields/customer";
import { canFilter } from "@/shared/fields/definitions";
import { FieldValue } from "@/shared/fields/FieldValue";
import { formatDateTime, pickText } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { ExportMenu } from "@/shared/list/ExportMenu";
import { parameters } from "@/shared/list/parameters";
import { useAddress } from "@/shared/list/useAddress";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { ChosenBar } from "./components/ChosenBar";
import { CustomerFilters } from "./components/CustomerFilters";
import { MailingDialog } from "./components/MailingDialog";
import { Mailings } from "./components/Mailings";
import { NewCustomer } from "./components/NewCustomer";
import { FILTERS, forAll, narrowedBy, type Selection, useCustomers } from "./listing";

export function Component() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const person = usePerson();
  const user = useUser();
  const writes = mayDo(user, "customers.text");
  const categories = useDictionary("customer_category");
  const definitions = useCustomerFields();
  const fields = definitions.data?.fields ?? [];
  const listed = fields.filter((one) => one.active !== false && one.show?.includes("list"));
  const asked = listed.map(asDefinition).filter(canFilter);
  const filters = useListFilters<string>([...FILTERS, ...asked.map((one) => `field.${one.code}`)]);
  const narrowed = narrowedBy(filters.values, asked);
  // A filter by a field of the company's own means nothing before the fields are known.
  const [address] = useAddress();
  const known = definitions.data !== undefined || ![...address.keys()].some((key) => key.startsWith("field."));
  const query = useCustomers({ ...narrowed, page: filters.page, page_size: filters.pageSize }, known);
  const [chosen, setChosen] = useState<readonly Customer[]>([]);
  const [adding, setAdding] = useState(false);
  const [writing, setWriting] = useState<Selection | null>(null);
  const [following, setFollowing] = useState(false);

  return (
    <>
      <PageHead
        title={t("frame.customers")}
        actions={
          <>
            {mayDo(user, "customers.merge") && (
              <Button onClick={() => void navigate("/customers/duplicates")}>{t("merging.title")}</Button>
            )}
            {writes && known && (
              <Dropdown
                trigger={["click"]}
                menu={{
                  items: [
                    {
                      key: "all",
                      label: t("customerlist.write_all"),
                      onClick: () => setWriting({ filters: forAll(narrowed) }),
                    },
                    { key: "mailings", label: t("customerlist.mailings"), onClick: () => setFollowing(true) },
                  ],
                }}
              >
                <Button>{t("customerlist.write")}</Button>
              </Dropdown>
            )}
            {mayDo(user, "customers.export") && known && (
              <ExportMenu path="/exports/customers" name="customers" query={parameters(narrowed)} />
            )}
            {mayDo(user, "customers.write") && (
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
                {t("customers.new")}
              </Button>
            )}
          </>
        }
      />
      <CustomerFilters filters={filters} fields={asked} />
      {chosen.length > 0 && (
        <ChosenBar
          chosen={chosen}
          onMessage={() => setWriting({ ids: chosen.map((one) => one.id) })}
          onDone={setChosen}
        />
      )}
      <DataTable<Customer>
        name="customers"
        query={query}
        filters={filters}
        teach={t("customers.teach")}
        rowSelection={
          writes || mayDo(user, "customers.delete")
            ? {
                selectedRowKeys: chosen.map((row) => row.id),
                preserveSelectedRowKeys: true,
                onChange: (_, rows) => setChosen(rows),
                getCheckboxProps: (row) => ({
                  "aria-label": t("customerlist.choose", { name: row.name || row.number }),
                }),
              }
            : undefined
        }
        columns={[
          {
            title: t("customers.name"),
            render: (_, row) => (
              <Link to={`/customers/${row.id}`}>
                {row.name || t(row.erased_at ? "customerparts.erased_name" : "customers.provisional_name")}
              </Link>
            ),
          },
          { key: "number", title: t("customers.number"), dataIndex: "number" },
          {
            key: "phones",
            title: t("customers.phones"),
            render: (_, row) => <CallableNumbers numbers={row.phones.map((phone) => phone.number)} />,
          },
          {
            key: "region",
            title: t("customers.region"),
            render: (_, row) => (i18n.language === "en" ? row.region_en : row.region_zh),
          },
          {
            key: "category",
            title: t("customers.category"),
            render: (_, row) =>
              row.provisional ? <Tag>{t("customers.provisional")}</Tag> : categories.nameOf(row.category),
          },
          ...listed.map((one) => ({
            key: `own-${one.code}`,
            title: pickText(one.label, i18n.language),
            render: (_: unknown, row: Customer) =>
              applies(one, row) && <FieldValue field={asDefinition(one)} value={row.fields[one.code]} />,
          })),
          { key: "last_agent", title: t("customers.last_agent"), render: (_, row) => person(row.last_agent_id) },
          {
            key: "last_contact",
            title: t("customers.last_contact"),
            render: (_, row) => formatDateTime(instant(row.last_contact_at), i18n.language),
          },
        ]}
      />
      <Drawer title={t("customers.new")} open={adding} onClose={() => setAdding(false)} size={520} destroyOnHidden>
        <NewCustomer />
      </Drawer>
      {writing && (
        <MailingDialog
          selection={writing}
          onClose={() => setWriting(null)}
          onStarted={() => {
            setWriting(null);
            setChosen([]);
            setFollowing(true);
          }}
        />
      )}
      {following && <Mailings onClose={() => setFollowing(false)} />}
    </>
  );
}
