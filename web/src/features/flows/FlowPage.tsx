import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { errorText } from "@/shared/errorText";
import { inTheWay } from "@/shared/inTheWay";
import { Loading } from "@/shared/ui/Loading";
import { Trouble } from "@/shared/ui/Trouble";
import { useFlowKinds, useOpenedFlow } from "./api";
import { Editor } from "./Editor";

/** A flow in the editor: its draft, else its published version. */
export function Component() {
  const { t, i18n } = useTranslation();
  const { id = "" } = useParams();
  const opened = useOpenedFlow(id);
  const kinds = useFlowKinds();
  const error = inTheWay(opened, kinds);
  if (error) return <Trouble title={errorText(error, t, i18n.language)} />;
  if (!opened.data || !kinds.data) return <Loading />;
  return (
    <Editor
      key={id}
      id={id}
      opened={opened.data}
      told={kinds.data}
      reopen={async () => (await opened.refetch()).data}
    />
  );
}
