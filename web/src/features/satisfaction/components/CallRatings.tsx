import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { formatDateTime } from "@/shared/format";
import { Facts } from "@/shared/ui/Facts";
import { Panel } from "@/shared/ui/Panel";
import { useRatings } from "../api";
import { useRatingWords } from "../words";

/** What the customer answered after a call; nothing where he was not asked, or did not answer. */
export function CallRatings({ call }: { call: string }) {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const words = useRatingWords();
  const query = useRatings({ call, page: 1, page_size: 50 }, mayDo(user, "surveys.read"));
  const rows = query.data?.items ?? [];
  const [first] = rows;
  if (first === undefined) return null;
  return (
    <Panel
      title={t("frame.satisfaction")}
      extra={[words.via(first), formatDateTime(instant(first.rated_at), i18n.language)].join(" · ")}
    >
      <Facts
        items={rows.map((row) => ({
          label: words.question(row),
          value: [words.answer(row), t("satisfaction.points", { score: row.score })].filter(Boolean).join(" · "),
        }))}
      />
    </Panel>
  );
}
