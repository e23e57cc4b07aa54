import { CloseOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { pickText } from "@/shared/format";
import type { ListFilters } from "@/shared/list/useListFilters";
import { useUnitName } from "@/shared/units";
import { WITHOUT } from "../listing";

/** What a link has narrowed the list by and no control shows: each can be taken away. */
export function GivenFilters({ filters: { values, set } }: { filters: ListFilters<string> }) {
  const { t } = useTranslation();
  const unit = useUnitName();
  const region = useRegionName(values.region);
  const without = WITHOUT.find((one) => one === values.without);
  const given = [
    ["region", values.region && `${t("customers.region")} ${region || values.region}`],
    ["region_name", values.region_name && `${t("customers.region")} ${values.region_name}`],
    ["unit", values.unit && `${t("customerstats.by.unit")} ${unit(values.unit) || t("fields.unknown")}`],
    ["without", without && t("customerstats.nobody_said", { what: t(`customerstats.by.${without}`) })],
  ] as const;
  return given.map(
    ([name, text]) =>
      text && (
        <Button
          key={name}
          title={t("customerstats.take_back")}
          icon={<CloseOutlined aria-hidden />}
          iconPlacement="end"
          onClick={() => set({ [name]: undefined })}
        >
          {text}
        </Button>
      ),
  );
}

function useRegionName(code: string | undefined): string {
  const { i18n } = useTranslation();
  const whole = code?.padEnd(6, "0") ?? "";
  const regions = useQuery({
    queryKey: ["regions", whole],
    queryFn: () => take(api.GET("/api/v1/regions", { params: { query: { code: whole } } })),
    enabled: whole !== "",
    staleTime: Number.POSITIVE_INFINITY,
  });
  const found = regions.data?.at(-1);
  return found ? pickText({ zh: found.full_zh, en: found.full_en }, i18n.language) : "";
}
