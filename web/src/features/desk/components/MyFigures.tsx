import { Empty } from "antd";
import { useTranslation } from "react-i18next";
import { useKpiCatalogue } from "@/features/kpi/api";
import { KpiName } from "@/features/kpi/components/KpiName";
import { formatKpi } from "@/features/kpi/model";
import { useLive } from "@/live/hooks";
import styles from "../desk.module.css";

/** The agent's own figures of today. */
const SHOWN = ["handled", "dialled", "talk_time", "mean_talk", "mean_wrap_up", "aht", "occupancy", "logged_in_time"];

export function MyFigures({ agent }: { agent: string }) {
  const { t } = useTranslation();
  const catalogue = useKpiCatalogue();
  const figures = useLive((state) => state.agentFigures.get(agent));
  const kpis = SHOWN.flatMap((id) => catalogue.find((kpi) => kpi.id === id && kpi.groups.includes("agent")) ?? []);
  if (kpis.length === 0 || figures === undefined) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("desk.no_figures")} />;
  }
  return (
    <dl className={styles.figures}>
      {kpis.map((kpi) => (
        <div key={kpi.id}>
          <dt>
            <KpiName kpi={kpi} />
          </dt>
          <dd className="figure">{formatKpi(figures.day[kpi.id], kpi.unit)}</dd>
        </div>
      ))}
    </dl>
  );
}
