import { PhoneOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { isDiallable, useNumber } from "@/shared/number";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { deskSession } from "../session";
import { useCanDial } from "../useSituation";

/** A telephone number; an agent who may dial now calls it with one click. */
export function CallableNumber({ number }: { number: string }) {
  const { t } = useTranslation();
  const shown = useNumber()(number);
  const canDial = useCanDial();
  const fail = useErrorNotice();
  if (!canDial || !isDiallable(number)) return <span className="figure">{shown}</span>;
  return (
    <span className="figure" style={{ whiteSpace: "nowrap" }}>
      {shown}
      <Button
        type="text"
        size="small"
        icon={<PhoneOutlined />}
        aria-label={t("desk.call_number", { number: shown })}
        title={t("desk.call_number", { number: shown })}
        onClick={() => void deskSession.dial(number).catch(fail)}
      />
    </span>
  );
}
