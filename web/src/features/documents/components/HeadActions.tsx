import { DownOutlined, EyeInvisibleOutlined, EyeOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { useUser } from "@/features/auth/useUser";
import { useErrorNotice } from "@/shared/useErrorNotice";
import type { useDocumentActions, Verb } from "../api";
import { VERBS } from "../api";
import { verbsOf } from "../model";
import type { DocumentDetail } from "../types";

/** The verbs that are used most stand as buttons, the others in a menu. */
const FIRST: readonly Verb[] = ["urge", "reassign", "supervise", "resume", "reopen", "archive"];
/** These stand at their step. */
const AT_STEP: readonly Verb[] = ["claim", "return"];

interface Props {
  document: DocumentDetail;
  actions: ReturnType<typeof useDocumentActions>;
  onVerb: (verb: Verb) => void;
  onFollowUp: () => void;
}

export function HeadActions({ document, actions, onVerb, onFollowUp }: Props) {
  const { t } = useTranslation();
  const user = useUser();
  const fail = useErrorNotice();
  const watching = document.watchers.includes(user.id);
  const offered = VERBS.filter((verb) => verbsOf(document).includes(verb) && !AT_STEP.includes(verb));
  const more = offered.filter((verb) => !FIRST.includes(verb));
  return (
    <>
      {offered
        .filter((verb) => FIRST.includes(verb))
        .map((verb) => (
          <Button key={verb} onClick={() => onVerb(verb)}>
            {t(`documents.verb.${verb}`)}
          </Button>
        ))}
      <Button
        icon={watching ? <EyeInvisibleOutlined /> : <EyeOutlined />}
        loading={actions.watch.isPending}
        onClick={() => actions.watch.mutate(!watching, { onError: fail })}
      >
        {t(watching ? "documents.unwatch" : "documents.watch")}
      </Button>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            ...more.map((verb) => ({
              key: verb,
              label: t(`documents.verb.${verb}`),
              danger: verb === "cancel",
              onClick: () => onVerb(verb),
            })),
            ...(more.length > 0 && document.may_write ? [{ type: "divider" as const }] : []),
            ...(document.may_write ? [{ key: "follow", label: t("documents.follow_up"), onClick: onFollowUp }] : []),
          ],
        }}
      >
        <Button icon={<DownOutlined />} iconPlacement="end" disabled={more.length === 0 && !document.may_write}>
          {t("documents.more")}
        </Button>
      </Dropdown>
    </>
  );
}
