import { PlusOutlined } from "@ant-design/icons";
import { Button, Empty, Space } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { guideFor } from "@/shared/guides";

/** An empty list that teaches: what belongs here, how the first one is made, and where more is written. */
export function NothingYet({ teach, onFirst }: { teach: string; onFirst?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const guide = guideFor(useLocation().pathname);
  return (
    <Empty description={teach}>
      <Space>
        {onFirst && (
          <Button type="primary" icon={<PlusOutlined />} onClick={onFirst}>
            {t("help.first_step")}
          </Button>
        )}
        {guide && <Link to={`/help/${guide}`}>{t("help.read")}</Link>}
      </Space>
    </Empty>
  );
}
