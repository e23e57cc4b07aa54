import { Alert, App, Button, Popconfirm, Tabs } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ApiError } from "@/api/errors";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { useUsage } from "@/features/platform/api";
import { errorText } from "@/shared/errorText";
import { SearchBox } from "@/shared/list/SearchBox";
import { useAddress } from "@/shared/list/useAddress";
import { DraftFound } from "@/shared/ui/DraftFound";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useRules, useSaveRules } from "./api";
import { CallersTab } from "./components/CallersTab";
import { GuardsTab } from "./components/GuardsTab";
import { RatesTab } from "./components/RatesTab";
import { ReviewDialog } from "./components/ReviewDialog";
import { RoutesTab } from "./components/RoutesTab";
import { SpecialTab } from "./components/SpecialTab";
import { TryBox } from "./components/TryBox";
import type { TabProps } from "./components/tab";
import { DOT, useWords } from "./components/words";
import { type Place, placeOf, type Rules, SECTIONS, type Section } from "./model";
import styles from "./outbound.module.css";
import { useRulesDraft } from "./useRulesDraft";

/** 外呼规则: which numbers go out how, under which number, for whom, and for how much. */
export function Component() {
  const { t, i18n } = useTranslation();
  const rules = useRules();
  if (rules.error && !rules.data) return <Trouble title={errorText(rules.error, t, i18n.language)} />;
  return rules.data ? <Editor current={rules.data} /> : <Loading />;
}

interface Refused extends Place {
  text: string;
}

function Editor({ current }: { current: Rules }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const notice = useErrorNotice();
  const user = useUser();
  const words = useWords();
  const checks = mayDo(user, "outbound.check");
  const spent = useUsage(checks).data?.spent ?? {};
  const [address, change] = useAddress();
  const draft = useRulesDraft(current);
  const save = useSaveRules();
  const [reviewing, setReviewing] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const { rules, changes, clashes } = draft;
  const count = changes.length;
  const tab = SECTIONS.find((one) => one === address.get("tab")) ?? "routes";
  const q = (address.get("q") ?? "").toLowerCase();

  function open(section: Section, wanted = ""): void {
    change(
      (next) => {
        next.set("tab", section);
        if (wanted) next.set("q", wanted);
        else next.delete("q");
      },
      { replace: true },
    );
  }

  function store(): void {
    save.mutate(rules, {
      onSuccess: () => {
        draft.drop();
        setRefused(null);
        void message.success(t("outbound.saved"));
      },
      onError: (error) => {
        const place = error instanceof ApiError ? placeOf(error.field, rules) : null;
        if (error instanceof ApiError && error.code === "conflict") void message.warning(t("outbound.stale"), 8);
        else if (place) {
          setRefused({ ...place, text: errorText(error, t, i18n.language) });
          open(place.section);
        } else notice(error);
      },
      onSettled: () => setReviewing(false),
    });
  }

  const shown: TabProps = {
    rules,
    put: (more) => {
      setRefused(null);
      draft.put(more);
    },
    failure:
      refused?.section === tab
        ? {
            key: refused.key,
            text: tab === "special" ? refused.text : `${words.named(refused)}: ${refused.text}`,
          }
        : null,
    has: (...texts) => texts.some((text) => text.toLowerCase().includes(q)),
  };

  return (
    <>
      <PageHead
        title={t("outbound.title")}
        detail={t("outbound.detail")}
        actions={
          <>
            <Popconfirm title={t("outbound.discard_ask", { count })} onConfirm={draft.drop} disabled={count === 0}>
              <Button disabled={count === 0}>{t("outbound.discard")}</Button>
            </Popconfirm>
            <Button type="primary" disabled={count === 0} onClick={() => setReviewing(true)}>
              {t("outbound.save", { count })}
            </Button>
          </>
        }
      />
      {draft.found && <DraftFound onDrop={draft.drop} />}
      {draft.overtaken && count > 0 && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 16 }}
          title={t("outbound.overtaken")}
          description={clashes.length > 0 && t("outbound.clash", { names: clashes.map(words.named).join(DOT) })}
        />
      )}
      <div className={styles.two}>
        <Panel>
          <Tabs
            activeKey={tab}
            onChange={(one) => open(one as Section)}
            items={SECTIONS.map((one) => ({ key: one, label: t(`outbound.tab.${one}`) }))}
          />
          {tab !== "special" && (
            <div className={styles.search}>
              <SearchBox
                value={address.get("q") ?? ""}
                label={t("outbound.search")}
                onSearch={(text) => open(tab, text)}
              />
            </div>
          )}
          {tab === "routes" && <RoutesTab {...shown} />}
          {tab === "caller_ids" && <CallersTab {...shown} />}
          {tab === "guards" && <GuardsTab {...shown} spent={spent} />}
          {tab === "rates" && <RatesTab {...shown} />}
          {tab === "special" && <SpecialTab {...shown} />}
        </Panel>
        <div className={pageStyles.stack}>
          {checks && (
            <TryBox rules={rules} changed={count > 0} onScope={(scope) => open("guards", words.scope(scope))} />
          )}
          <Panel title={t("outbound.see_also")}>
            <p className={styles.links}>
              <Link to="/admin/trunks">{t("outbound.to_trunks")}</Link>
              {mayDo(user, "lists.manage") && <Link to="/admin/lists">{t("outbound.to_lists")}</Link>}
              {mayDo(user, "hours.manage") && <Link to="/admin/hours">{t("outbound.to_hours")}</Link>}
            </p>
          </Panel>
        </div>
      </div>
      {reviewing && (
        <ReviewDialog
          before={current}
          after={rules}
          changes={changes}
          clashes={clashes}
          saving={save.isPending}
          onSave={store}
          onClose={() => setReviewing(false)}
        />
      )}
    </>
  );
}
