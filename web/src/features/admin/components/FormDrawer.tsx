import { Button, Drawer } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  title: string;
  open: boolean;
  onClose: () => void;
  form: string;
  saving: boolean;
  /** What is said above the button before it is pressed. */
  note?: ReactNode;
  children: ReactNode;
  size?: number;
}

/** A form at the side; its save button is always in sight. */
export function FormDrawer({ title, open, onClose, form, saving, note, children, size = 520 }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      title={title}
      open={open}
      onClose={onClose}
      size={size}
      destroyOnHidden
      footer={
        <>
          {note && <div style={{ marginBottom: 12 }}>{note}</div>}
          <Button type="primary" htmlType="submit" form={form} loading={saving}>
            {t("common.save")}
          </Button>
        </>
      }
    >
      {children}
    </Drawer>
  );
}
