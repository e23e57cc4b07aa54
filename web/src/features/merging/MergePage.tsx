import { Alert, App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { ApiError } from "@/api/errors";
import { useCustomer } from "@/features/customers/api";
import { errorText } from "@/shared/errorText";
import { type CustomerField, useCustomerFields } from "@/shared/fields/customer";
import { inTheWay } from "@/shared/inTheWay";
import { useAddress } from "@/shared/list/useAddress";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { useCounts, useMerge } from "./api";
import { Comparison } from "./components/Comparison";
import { Consequences } from "./components/Consequences";
import { otherSide, type Pair, readPicks, sideNamed, suggested, takeOf, writePicks } from "./model";
import { useTitle } from "./useTitle";

/** Two customers compared, and merged into one. */
export function Component() {
  const { t, i18n } = useTranslation();
  const [address] = useAddress();
  const ids = { a: address.get("a") || null, b: address.get("b") || null };
  const [a, b] = [useCustomer(ids.a), useCustomer(ids.b)];
  const fields = useCustomerFields();
  const toList = <Link to="/customers/duplicates">{t("merging.to_list")}</Link>;
  if (!ids.a || !ids.b || ids.a === ids.b) return <Trouble title={t("merging.two_needed")} action={toList} />;
  const error = inTheWay(a, b, fields);
  if (error) {
    const title = isGone(error) ? t("merging.not_there") : errorText(error, t, i18n.language);
    return <Trouble title={title} action={toList} />;
  }
  if (!a.data || !b.data || !fields.data) return <Loading />;
  const reload = () => void Promise.all([a.refetch(), b.refetch()]);
  const active = fields.data.fields.filter((one) => one.active !== false);
  return <Merge pair={{ a: a.data, b: b.data }} fields={active} reload={reload} />;
}

const isGone = (error: unknown) => error instanceof ApiError && error.status === 404;

interface Props {
  pair: Pair;
  fields: readonly CustomerField[];
  reload: () => void;
}

function Merge({ pair, fields, reload }: Props) {
  const { t, i18n } = useTranslation();
  const { message, modal } = App.useApp();
  const navigate = useNavigate();
  const title = useTitle();
  const [address, change] = useAddress();
  const merge = useMerge();
  const counts = { a: useCounts(pair.a.id).data, b: useCounts(pair.b.id).data };
  const keep = sideNamed(address.get("keep")) ?? suggested(pair);
  const picks = readPicks(address.get("pick"));
  const gone = otherSide(keep);
  const erased = pair.a.erased_at !== null || pair.b.erased_at !== null;
  const put = (name: string, value: string) => {
    merge.reset();
    change((next) => next.set(name, value), { replace: true });
  };

  function confirm(): void {
    const names = { kept: title(pair[keep]), gone: title(pair[gone]) };
    modal.confirm({
      title: t("merging.confirm", names),
      content: t("merging.effect_undo"),
      okText: t("merging.merge"),
      onOk: () =>
        merge.mutateAsync({ pair, keep, values: takeOf(pair, keep, picks, fields) }).then(
          ({ kept_id }) => {
            void message.success(t("merging.merged", names));
            void navigate(`/customers/${kept_id}`, { replace: true });
          },
          (error) => {
            if (isConflict(error)) reload();
          },
        ),
    });
  }

  const said = (error: unknown): string => {
    if (isConflict(error)) return t("merging.changed");
    return isGone(error) ? t("merging.not_there") : errorText(error, t, i18n.language);
  };
  return (
    <>
      <PageHead
        title={t("merging.compare_title")}
        detail={t("merging.compare_detail")}
        actions={<Link to="/customers/duplicates">{t("merging.to_list")}</Link>}
      />
      <div className={pageStyles.stack}>
        <Panel title={t("merging.side_by_side")}>
          <Comparison
            pair={pair}
            keep={keep}
            picks={picks}
            fields={fields}
            counts={counts}
            onKeep={(side) => put("keep", side)}
            onPick={(name, side) => put("pick", writePicks({ ...picks, [name]: side }))}
          />
        </Panel>
        <Panel title={t("merging.what_happens")}>
          <Consequences pair={pair} keep={keep} moving={counts[gone]} />
          {erased && <Alert type="warning" showIcon style={{ marginTop: 16 }} title={t("merging.erased")} />}
          {merge.error && <Alert type="error" showIcon style={{ marginTop: 16 }} title={said(merge.error)} />}
          <Button type="primary" style={{ marginTop: 16 }} disabled={erased} onClick={confirm}>
            {t("merging.merge_into", { kept: title(pair[keep]) })}
          </Button>
        </Panel>
      </div>
    </>
  );
}

const isConflict = (error: unknown) => error instanceof ApiError && error.code === "conflict";
