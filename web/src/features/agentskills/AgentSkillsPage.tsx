import { App, Button, Checkbox, Empty, Popconfirm, TreeSelect } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ApiError } from "@/api/errors";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { useDraft } from "@/shared/draft";
import { errorText } from "@/shared/errorText";
import { inTheWay } from "@/shared/inTheWay";
import { FilterBar, QueueFilter, TextFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { DraftFound } from "@/shared/ui/DraftFound";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Trouble } from "@/shared/ui/Trouble";
import { treeOf, useUnits } from "@/shared/units";
import { useErrorNotice } from "@/shared/useErrorNotice";
import styles from "./agentskills.module.css";
import { useAgents, useSaveSkills, useSkills } from "./api";
import { Matrix } from "./components/Matrix";
import { ReviewDialog } from "./components/ReviewDialog";
import { type Changes, chosen, countOf, sorted, standing, toSend, withLevel } from "./model";

const FILTERS = ["q", "unit", "queue", "changed", "sort"] as const;
const NONE: never[] = [];

/** Which agent can do what how well: levels typed into a table, saved together. */
export function Component() {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const notice = useErrorNotice();
  const user = useUser();
  const units = useUnits();
  const filters = useListFilters(FILTERS);
  const { q, unit, queue, changed, sort = "" } = filters.values;
  const matrix = useAgents();
  const known = useSkills();
  const save = useSaveSkills();
  const draft = useDraft<Changes>("agent-skills");
  const [typed, setTyped] = useState<Changes>(draft.kept ?? {});
  const [found, setFound] = useState(draft.kept !== null);
  const [reviewing, setReviewing] = useState(false);

  const agents = matrix.data ?? NONE;
  const skills = known.data ?? NONE;
  const changes = useMemo(() => standing(typed, agents, skills), [typed, agents, skills]);
  const count = countOf(changes);
  const below = useMemo(
    () => (unit ? new Set(units.filter((one) => one.path.includes(`/${unit}/`)).map((one) => one.id)) : undefined),
    [unit, units],
  );
  // "only what is changed" keeps a row whose change is taken back until the filter is set again
  const [kept, setKept] = useState<Changes>({});
  const rows = useMemo(
    () => sorted(chosen(agents, { q, units: below, queue, changed: changed === "1" }, { ...kept, ...changes }), sort),
    [agents, q, below, queue, changed, kept, changes, sort],
  );
  const { keep, drop } = draft;
  const loaded = matrix.data !== undefined && known.data !== undefined;
  useEffect(() => {
    if (!loaded) return;
    if (count > 0) keep(changes);
    else drop();
  }, [loaded, changes, count, keep, drop]);

  const error = inTheWay(matrix, known);
  if (error) return <Trouble title={errorText(error, t, i18n.language)} />;
  if (!loaded) return <Loading />;

  function discard() {
    setTyped({});
    setFound(false);
  }
  function store() {
    save.mutate(toSend(changes, agents), {
      onSuccess: () => {
        setReviewing(false);
        discard();
        void message.success(t("agentskills.saved"));
      },
      onError: (error) => {
        setReviewing(false);
        if (error instanceof ApiError && error.code === "conflict") void message.warning(t("agentskills.stale"), 8);
        else notice(error);
      },
    });
  }

  return (
    <>
      <PageHead
        title={t("agentskills.title")}
        detail={t("agentskills.detail")}
        actions={
          <>
            <Popconfirm title={t("agentskills.discard_ask", { count })} onConfirm={discard} disabled={count === 0}>
              <Button disabled={count === 0}>{t("agentskills.discard")}</Button>
            </Popconfirm>
            <Button type="primary" disabled={count === 0} onClick={() => setReviewing(true)}>
              {t("agentskills.save", { count })}
            </Button>
          </>
        }
      />
      {found && count > 0 && <DraftFound onDrop={discard} />}
      <FilterBar filters={filters}>
        <TextFilter {...filters} name="q" label={t("agentskills.search")} />
        <TreeSelect<string>
          style={{ width: 180 }}
          allowClear
          showSearch={{ treeNodeFilterProp: "title" }}
          treeDefaultExpandAll
          value={unit}
          placeholder={t("agentskills.unit")}
          aria-label={t("agentskills.unit")}
          treeData={treeOf(units, i18n.language)}
          onChange={(value?: string) => filters.set({ unit: value })}
        />
        <QueueFilter {...filters} />
        <Checkbox
          style={{ alignSelf: "center" }}
          checked={changed === "1"}
          onChange={(event) => {
            setKept(changes);
            filters.set({ changed: event.target.checked ? "1" : undefined });
          }}
        >
          {t("agentskills.only_changed")}
        </Checkbox>
      </FilterBar>
      {skills.length === 0 && (
        <Empty description={t("agentskills.no_skills")}>
          {mayDo(user, "skills.manage") && (
            <Link to="/admin/skills">
              <Button type="primary">{t("agentskills.first_skill")}</Button>
            </Link>
          )}
        </Empty>
      )}
      {skills.length > 0 && rows.length === 0 && (
        <Empty description={t(agents.length === 0 ? "agentskills.no_agents" : "agentskills.nobody")} />
      )}
      {skills.length > 0 && rows.length > 0 && (
        <>
          <Matrix
            agents={rows}
            skills={skills}
            changes={changes}
            sort={sort}
            onSort={(next) => filters.set({ sort: next })}
            onLevel={(agent, skill, level) => setTyped((last) => withLevel(last, agent, skill, level))}
            onRefused={() => void message.error(t("agentskills.no_level"))}
          />
          <p id="skill-keys" className={styles.keys}>
            {t("agentskills.rows", { count: rows.length })} {t("agentskills.keys")}
          </p>
        </>
      )}
      {reviewing && (
        <ReviewDialog
          agents={agents}
          skills={skills}
          changes={changes}
          saving={save.isPending}
          onSave={store}
          onClose={() => setReviewing(false)}
        />
      )}
    </>
  );
}
