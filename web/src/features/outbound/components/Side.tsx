import { Button, Drawer } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  title: string;
  /** Whom or what this is about, said above the form. */
  teach?: string;
  onTake: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** One rule at the side. It is taken into the draft; nothing is saved yet. */
export function Side({ title, teach, onTake, onClose, children }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      open
      size={560}
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button type="primary" onClick={onTake}>
            {t("outbound.take")}
          </Button>
          <span style={{ marginInlineStart: 12, color: "var(--ant-color-text-secondary)" }}>
            {t("outbound.take_note")}
          </span>
        </>
      }
    >
      {teach && <p>{teach}</p>}
      {children}
    </Drawer>
  );
}
