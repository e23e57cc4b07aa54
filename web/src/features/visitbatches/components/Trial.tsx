import { useTranslation } from "react-i18next";
import { Facts } from "@/shared/ui/Facts";
import { type Explained, LEFT_OUT } from "../model";

/** How a sample came about: who was looked at, who was left out and why, who was chosen. */
export function Trial({ explained }: { explained: Explained }) {
  const { t } = useTranslation();
  const figure = (value: number) => <span className="figure">{value}</span>;
  const reasons = LEFT_OUT.filter((one) => explained.left_out[one]);
  return (
    <Facts
      items={[
        { label: t("visitbatches.looked_at"), value: figure(explained.looked_at) },
        ...reasons.map((one) => ({
          label: `− ${t(`visitbatches.left_out.${one}`)}`,
          value: figure(explained.left_out[one] ?? 0),
        })),
        { label: t("visitbatches.fitting"), value: figure(explained.fitting) },
        { label: t("visitbatches.chosen"), value: <strong className="figure">{explained.chosen}</strong> },
        { label: t("visitbatches.seed"), value: <code>{explained.seed}</code> },
      ]}
    />
  );
}
