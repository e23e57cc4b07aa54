import { Space, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import type { Reason } from "../model";

/** What speaks for and against two being one. */
export function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  const { i18n } = useTranslation();
  return (
    <Space size={4} wrap>
      {reasons.map((one) => (
        <Tag key={one.code} {...(one.code === "other_name" && { color: "orange" })}>
          {pickText({ zh: one.zh, en: one.en }, i18n.language)}
        </Tag>
      ))}
    </Space>
  );
}
