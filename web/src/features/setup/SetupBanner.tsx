import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { useSetup } from "./api";
import { nextStep } from "./model";

/** While the first set-up is open, every page of an administrator leads back to it. */
export default function SetupBanner() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const setup = useSetup();
  if (setup.data?.state !== "open" || pathname === "/setup") return null;
  return (
    <Alert
      banner
      type="info"
      title={t("setup.unfinished", { step: t(`setup.steps.${nextStep(setup.data.steps)}.title`) })}
      action={
        <Link to="/setup">
          <Button size="small" type="primary">
            {t("setup.go_on")}
          </Button>
        </Link>
      }
    />
  );
}
