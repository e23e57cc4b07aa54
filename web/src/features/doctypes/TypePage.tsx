import { RedoOutlined, UndoOutlined } from "@ant-design/icons";
import { Alert, Button, Popconfirm, Tabs } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { Clash } from "@/shared/graph/Clash";
import { inTheWay } from "@/shared/inTheWay";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Trouble } from "@/shared/ui/Trouble";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { type Names, type Opened, useDropDraft, useNames, useOpenedType } from "./api";
import { BasicsPanel } from "./components/BasicsPanel";
import { FindingsPanel } from "./components/FindingsPanel";
import { FormDesigner } from "./components/FormDesigner";
import { ProcessDesigner } from "./components/ProcessDesigner";
import { PublishDialog } from "./components/PublishDialog";
import { TriggersPanel } from "./components/TriggersPanel";
import { VersionsPanel } from "./components/VersionsPanel";
import { YamlPanel } from "./components/YamlPanel";
import { useType } from "./useType";
import { useBothWords } from "./words";

/** A document type in the designer: its draft, else its published version. */
export function Component() {
  const { t, i18n } = useTranslation();
  const { code = "" } = useParams();
  const opened = useOpenedType(code);
  const names = useNames();
  const error = inTheWay(opened, names);
  if (error) return <Trouble title={errorText(error, t, i18n.language)} />;
  if (!opened.data || !names.data) return <Loading />;
  return (
    <Designer
      key={code}
      code={code}
      opened={opened.data}
      names={names.data}
      reopen={async () => (await opened.refetch()).data}
    />
  );
}

interface Props {
  code: string;
  opened: Opened;
  names: Names;
  reopen: () => Promise<Opened | undefined>;
}

function Designer({ code, opened, names, reopen }: Props) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const fail = useErrorNotice();
  const words = useBothWords();
  const editor = useType(code, opened);
  const drop = useDropDraft(code);
  const [version, setVersion] = useState(opened.version);
  const [tab, setTab] = useState("form");
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [publishing, setPublishing] = useState(false);
  const { document: type, findings } = editor;
  const count = (...parts: string[]) => findings.filter((one) => parts.includes(one.place.split(".")[0] ?? "")).length;
  const marked = (label: string, wrong: number) => (wrong > 0 ? `${label} (${wrong})` : label);

  async function again(): Promise<void> {
    const fresh = await reopen();
    if (!fresh) return;
    setVersion(fresh.version);
    editor.restart(fresh.document, fresh.draft, fresh);
  }

  async function dropDraft(): Promise<void> {
    await editor.discard(() => drop.mutateAsync(undefined));
    if (version > 0) await again();
    else void navigate("/admin/document-types");
  }

  return (
    <>
      <PageHead
        title={pickText(type.name, i18n.language) || code}
        detail={version > 0 ? t("doctypes.version_is", { version }) : t("doctypes.never_published")}
        actions={
          <>
            <span
              aria-live="polite"
              style={{ alignSelf: "center", color: "var(--ant-color-text-secondary)", fontSize: 12 }}
            >
              {t(`flows.kept.${editor.kept === "kept" && !editor.hasDraft ? "same" : editor.kept}`)}
            </span>
            <Button
              aria-label={t("flows.undo")}
              icon={<UndoOutlined />}
              disabled={!editor.canUndo}
              onClick={editor.undo}
            />
            <Button
              aria-label={t("flows.redo")}
              icon={<RedoOutlined />}
              disabled={!editor.canRedo}
              onClick={editor.redo}
            />
            {editor.hasDraft && (
              <Popconfirm title={t("doctypes.drop_ask")} onConfirm={() => void dropDraft().catch(fail)}>
                <Button>{t("flows.drop_draft")}</Button>
              </Popconfirm>
            )}
            <Button
              type="primary"
              disabled={!editor.valid || !editor.hasDraft || editor.clash}
              onClick={() => setPublishing(true)}
            >
              {t("doctypes.publish")}
            </Button>
          </>
        }
      />
      {editor.clash ? <Clash editor={editor} reopen={reopen} onTheirs={() => void again()} /> : null}
      {editor.failure && !editor.clash ? (
        <Alert type="error" showIcon title={errorText(editor.failure, t, i18n.language)} />
      ) : null}
      <Tabs
        activeKey={tab}
        onChange={setTab}
        items={[
          {
            key: "form",
            label: marked(t("doctypes.tab_form"), count("form")),
            children: <FormDesigner editor={editor} names={names} words={words} />,
          },
          {
            key: "process",
            label: marked(t("doctypes.process"), count("process")),
            destroyOnHidden: true,
            children: (
              <ProcessDesigner editor={editor} names={names} words={words} selected={selected} onSelect={setSelected} />
            ),
          },
          {
            key: "triggers",
            label: marked(t("doctypes.triggers"), count("triggers")),
            children: <TriggersPanel editor={editor} names={names} />,
          },
          {
            key: "basics",
            label: marked(t("doctypes.basics"), count("name", "numbering", "confidential", "reopen", "family", "code")),
            children: <BasicsPanel editor={editor} names={names} />,
          },
          {
            key: "findings",
            label: marked(t("doctypes.check"), findings.length),
            children: (
              <FindingsPanel
                editor={editor}
                onShow={(node) => {
                  setSelected(new Set([node]));
                  setTab("process");
                }}
              />
            ),
          },
          {
            key: "versions",
            label: t("doctypes.versions"),
            children: <VersionsPanel code={code} version={version} editor={editor} />,
          },
          { key: "yaml", label: "YAML", children: <YamlPanel editor={editor} /> },
        ]}
      />
      {publishing && (
        <PublishDialog
          code={code}
          version={version}
          onClose={() => setPublishing(false)}
          keep={editor.keep}
          onPublished={() => void again()}
        />
      )}
    </>
  );
}
