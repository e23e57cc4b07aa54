import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useDirectory } from "@/shared/directory";
import { pickText } from "@/shared/format";

/** Flows by their names; with links for those who may open them. */
export function FlowNames({ ids, links }: { ids: readonly string[]; links: boolean }) {
  const { i18n } = useTranslation();
  const { flows } = useDirectory();
  return ids.map((id, index) => {
    const name = pickText(flows.find((flow) => flow.id === id)?.name, i18n.language) || id;
    return (
      <Fragment key={id}>
        {index > 0 && ", "}
        {links ? <Link to={`/admin/flows/${id}`}>{name}</Link> : name}
      </Fragment>
    );
  });
}
