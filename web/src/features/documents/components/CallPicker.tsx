import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { instant } from "@/api/clock";
import { callOutcome } from "@/shared/codeWords";
import { formatDateTime } from "@/shared/format";
import { useNumber } from "@/shared/number";

interface Props {
  label: string;
  /** Whose calls; without him the newest of all. */
  customer: string | null;
  onChange: (id: string) => void;
}

/** The latest calls of a customer. */
export function CallPicker({ label, customer, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const number = useNumber();
  const calls = useQuery({
    queryKey: ["calls", "pick", customer],
    queryFn: () =>
      take(
        api.GET("/api/v1/calls", { params: { query: { customer: customer ?? undefined, page: 1, page_size: 50 } } }),
      ),
  });
  return (
    <Select<string>
      style={{ width: "100%" }}
      aria-label={label}
      placeholder={t("documents.choose_call")}
      loading={calls.isPending}
      onChange={onChange}
      options={(calls.data?.items ?? []).map((call) => ({
        value: call.id,
        label: [
          formatDateTime(instant(call.started_at), i18n.language),
          number(call.direction === "outbound" ? call.to_number : call.from_number),
          callOutcome(call.outcome ?? "", t),
        ]
          .filter(Boolean)
          .join(" · "),
      }))}
    />
  );
}
