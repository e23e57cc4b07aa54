import { MoreOutlined } from "@ant-design/icons";
import { Button, Dropdown, type MenuProps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

/** What can be done with a row of a live table; asked for from its first opening on. `onChoose` gets the chosen item's
 * key. */
export function RowMenu({ items, onChoose }: { items: () => MenuProps["items"]; onChoose: (key: string) => void }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(false);
  return (
    <Dropdown
      trigger={["click"]}
      onOpenChange={(open) => open && setWanted(true)}
      menu={{ items: wanted ? items() : [], onClick: ({ key }) => onChoose(key), style: { minWidth: 180 } }}
    >
      <Button size="small" type="text" icon={<MoreOutlined />} aria-label={t("common.actions")} />
    </Dropdown>
  );
}
