import { AudioOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { today, wasChecked } from "@/features/devicecheck/model";

const DeviceCheck = lazy(() => import("@/features/devicecheck/DeviceCheck"));

/** Asks for a check of the headset before the first call of a day in this browser; it can be made at any time. */
export function CheckReminder() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [checked, setChecked] = useState(() => wasChecked(today()));
  return (
    <>
      <Alert
        type={checked ? "success" : "info"}
        showIcon
        title={t(checked ? "check.was_good" : "check.remind")}
        action={
          <Button
            size="small"
            type={checked ? "default" : "primary"}
            icon={<AudioOutlined />}
            onClick={() => setOpen(true)}
          >
            {t(checked ? "check.again" : "check.start")}
          </Button>
        }
      />
      <Suspense>
        {open && (
          <DeviceCheck
            onClose={() => {
              setOpen(false);
              setChecked(wasChecked(today()));
            }}
          />
        )}
      </Suspense>
    </>
  );
}
