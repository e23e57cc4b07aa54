import { Empty } from "antd";
import { useTranslation } from "react-i18next";
import { useUser } from "@/features/auth/useUser";
import { useKpiCatalogue } from "@/features/kpi/api";
import { KpiName } from "@/features/kpi/components/KpiName";
import { formatKpi } from "@/features/kpi/model";
import { useLive } from "@/live/hooks";
import { Panel } from "@/shared/ui/Panel";
import styles from "../home.module.css";

const SHOWN = ["handled", "dialled", "talk_time", "mean_talk", "mean_wrap_up", "aht", "occupancy", "logged_in_time"];

type Day = Record<string, number | null>;

/** The user's own figures of today; `given` until the live ones are there. */
export function Figures({ given }: { given: Record<string, unknown> | null }) {
  const { t } = useTranslation();
  const user = useUser();
  const live = useLive((state) => state.agentFigures.get(user.id));
  const day = live?.day ?? (given?.day as Day | undefined);
  const kpis = useKpiCatalogue().filter((kpi) => SHOWN.includes(kpi.id) && kpi.groups.includes("agent"));
  return (
    <Panel title={t("home.blocks.figures")}>
      {!day || kpis.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("desk.no_figures")} />
      ) : (
        <dl className={styles.figures}>
          {kpis.map((kpi) => (
            <div key={kpi.id}>
              <dt>
                <KpiName kpi={kpi} />
              </dt>
              <dd className="figure">{formatKpi(day[kpi.id], kpi.unit)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
