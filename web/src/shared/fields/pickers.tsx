import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { usePeople } from "@/shared/directory";
import { useUnitQuery } from "@/shared/units";

export interface PickerProps {
  value: string | null | undefined;
  onChange: (id: string | null) => void;
  id?: string;
  label?: string;
  disabled?: boolean;
  /** What the present value is called, until the list that it comes from has been read. */
  called?: string;
}

interface Choice {
  value: string;
  label: string;
}

function Picker({
  value,
  onChange,
  id,
  label,
  disabled,
  called,
  options,
  onSearch,
  loading,
  hint,
}: PickerProps & { options: Choice[]; onSearch?: (text: string) => void; loading?: boolean; hint?: string }) {
  const known = !value || options.some((one) => one.value === value);
  return (
    <Select<string>
      id={id}
      aria-label={label}
      style={{ width: "100%" }}
      allowClear
      disabled={disabled}
      value={value || undefined}
      placeholder={hint}
      loading={loading}
      showSearch={onSearch && { filterOption: false, onSearch }}
      options={known ? options : [{ value: value as string, label: called ?? "…" }, ...options]}
      onChange={(chosen?: string) => onChange(chosen ?? null)}
    />
  );
}

export function UserPicker(props: PickerProps) {
  const { t } = useTranslation();
  return <Picker {...props} options={usePeople()} hint={t("fields.choose_user")} />;
}

export function UnitPicker(props: PickerProps) {
  const { t, i18n } = useTranslation();
  const units = useUnitQuery();
  const options = (units.data ?? [])
    .filter((unit) => !unit.closed || unit.id === props.value)
    .map((unit) => ({ value: unit.id, label: i18n.language === "en" ? unit.name_en : unit.name_zh }));
  return <Picker {...props} options={options} loading={units.isPending} hint={t("fields.choose_unit")} />;
}

/** What is typed is looked for on the server. */
function useSearch(key: string, find: (q: string) => Promise<Choice[]>, enabled = true) {
  const [q, setQ] = useState("");
  const query = useQuery({
    queryKey: ["pick", key, q],
    queryFn: () => find(q),
    enabled: enabled && q.trim() !== "",
    staleTime: 10_000,
    placeholderData: (before) => before,
  });
  return { options: q.trim() === "" ? [] : (query.data ?? []), onSearch: setQ, loading: query.isFetching };
}

export function CustomerPicker(props: PickerProps) {
  const { t } = useTranslation();
  const search = useSearch("customer", async (q) => {
    const page = await take(api.GET("/api/v1/customers", { params: { query: { q, page: 1, page_size: 20 } } }));
    return page.items.map((one) => ({
      value: one.id,
      label: [one.name || one.number, one.phones[0]?.number].filter(Boolean).join(" · "),
    }));
  });
  return <Picker {...props} {...search} hint={t("fields.search_customer")} />;
}

/** `except`: a document that is no choice. */
export function DocumentPicker({ except, ...props }: PickerProps & { except?: string }) {
  const { t } = useTranslation();
  const search = useSearch("document", async (q) => {
    const page = await take(api.GET("/api/v1/documents", { params: { query: { q, page: 1, page_size: 20 } } }));
    return page.items
      .filter((one) => one.id !== except)
      .map((one) => ({ value: one.id, label: `${one.number} ${one.title}` }));
  });
  return <Picker {...props} {...search} hint={t("fields.search_document")} />;
}

/** One of the customer's products. */
export function ProductPicker({ customer, ...props }: PickerProps & { customer: string | null }) {
  const { t } = useTranslation();
  const products = useQuery({
    queryKey: ["customer", customer, "products"],
    queryFn: () => take(api.GET("/api/v1/customers/{id}/products", { params: { path: { id: customer ?? "" } } })),
    enabled: Boolean(customer),
  });
  const options = (products.data ?? []).map((one) => ({
    value: one.id,
    label: [one.name, one.model, one.serial].filter(Boolean).join(" "),
  }));
  const hint = customer ? t("fields.choose_product") : t("fields.product_needs_customer");
  return <Picker {...props} options={options} loading={products.isFetching} hint={hint} />;
}
