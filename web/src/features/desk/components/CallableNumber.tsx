import { PhoneOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { isDiallable, useNumber } from "@/shared/number";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { deskSession } from "../session";
import { useCanDial } from "../useSituation";

interface Props {
  number: string;
  /** Shown instead of the number, such as a link that bears it. */
  children?: ReactNode;
}

/** A telephone number; an agent who may dial now calls it with one click. */
export function CallableNumber({ number, children }: Props) {
  const { t } = useTranslation();
  const shown = useNumber()(number);
  const canDial = useCanDial();
  const fail = useErrorNotice();
  const [busy, setBusy] = useState(false);
  if (!canDial || !isDiallable(number)) return <span className="figure">{children ?? shown}</span>;
  return (
    <span className="figure" style={{ whiteSpace: "nowrap" }}>
      {children ?? shown}
      <Button
        type="text"
        size="small"
        icon={<PhoneOutlined />}
        loading={busy}
        aria-label={t("desk.call_number", { number: shown })}
        title={t("desk.call_number", { number: shown })}
        onClick={(event) => {
          // The row below may open by clicks of its own, and the second one of two is no wish.
          event.stopPropagation();
          if (busy || event.detail > 1) return;
          setBusy(true);
          void deskSession
            .dial(number)
            .catch(fail)
            .finally(() => setBusy(false));
        }}
        onDoubleClick={(event) => event.stopPropagation()}
      />
    </span>
  );
}
