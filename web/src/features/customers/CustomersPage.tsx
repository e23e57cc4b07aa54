import { PlusOutlined } from "@ant-design/icons";
import { Button, Drawer, Input, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { instant } from "@/api/clock";
import type { Customer } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { useDictionary } from "@/shared/dictionaries";
import { usePerson } from "@/shared/directory";
import { applies, asDefinition, useCustomerFields } from "@/shared/fields/customer";
import { FieldValue } from "@/shared/fields/FieldValue";
import { formatDateTime, pickText } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import pageStyles from "@/shared/ui/page.module.css";
import { useCustomers } from "./api";
import { CustomerForm } from "./components/CustomerForm";

export function Component() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const person = usePerson();
  const merges = mayDo(useUser(), "customers.merge");
  const categories = useDictionary("customer_category");
  const filters = useListFilters(["q"]);
  const query = useCustomers({ q: filters.values.q, page: filters.page, page_size: filters.pageSize });
  const fields = useCustomerFields().data?.fields ?? [];
  const listed = fields.filter((one) => one.active !== false && one.show?.includes("list"));
  const [adding, setAdding] = useState(false);

  return (
    <>
      <PageHead
        title={t("frame.customers")}
        actions={
          <>
            {merges && <Button onClick={() => void navigate("/customers/duplicates")}>{t("merging.title")}</Button>}
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
              {t("customers.new")}
            </Button>
          </>
        }
      />
      <search className={pageStyles.filters}>
        <Input.Search
          style={{ width: 320 }}
          defaultValue={filters.values.q}
          allowClear
          placeholder={t("customers.search")}
          aria-label={t("customers.search")}
          onSearch={(q) => filters.set({ q })}
        />
      </search>
      <DataTable<Customer>
        query={query}
        filters={filters}
        teach={t("customers.teach")}
        columns={[
          {
            title: t("customers.name"),
            render: (_, row) => <Link to={`/customers/${row.id}`}>{row.name || t("customers.provisional_name")}</Link>,
          },
          { title: t("customers.number"), dataIndex: "number" },
          {
            title: t("customers.phones"),
            render: (_, row) => row.phones.map((phone) => <CallableNumber key={phone.number} number={phone.number} />),
          },
          {
            title: t("customers.region"),
            render: (_, row) => (i18n.language === "en" ? row.region_en : row.region_zh),
          },
          {
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
          { title: t("customers.last_agent"), render: (_, row) => person(row.last_agent_id) },
          {
            title: t("customers.last_contact"),
            render: (_, row) => formatDateTime(instant(row.last_contact_at), i18n.language),
          },
        ]}
      />
      <Drawer title={t("customers.new")} open={adding} onClose={() => setAdding(false)} size={520} destroyOnHidden>
        <CustomerForm
          customer={null}
          number=""
          region={{}}
          onSaved={(saved) => void navigate(`/customers/${saved.id}`)}
        />
      </Drawer>
    </>
  );
}
