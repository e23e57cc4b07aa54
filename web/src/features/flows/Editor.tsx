import { ReactFlowProvider } from "@xyflow/react";
import { Alert, Tabs } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { Clash } from "@/shared/graph/Clash";
import { PageHead } from "@/shared/ui/PageHead";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { type Opened, useDropDraft } from "./api";
import { Canvas } from "./components/Canvas";
import { FindingsPanel } from "./components/FindingsPanel";
import { Inspector } from "./components/Inspector";
import { Palette } from "./components/Palette";
import { PublishDialog } from "./components/PublishDialog";
import { Toolbar } from "./components/Toolbar";
import { TryPanel } from "./components/TryPanel";
import { VersionsPanel } from "./components/VersionsPanel";
import { YamlPanel } from "./components/YamlPanel";
import styles from "./editor.module.css";
import { places } from "./layout";
import { addNode, type Kinds, type Place } from "./model";
import { useFlowEditor } from "./useFlowEditor";

interface Props {
  id: string;
  opened: Opened;
  told: components["schemas"]["FlowKinds"];
  /** Reads the flow anew from the server. */
  reopen: () => Promise<Opened | undefined>;
}

const NOTHING: ReadonlySet<string> = new Set();

/** Palette, canvas and the chosen node; below: what is wrong, the trial, the versions, the text. */
export function Editor({ id, opened, told, reopen }: Props) {
  const { t, i18n } = useTranslation();
  const notice = useErrorNotice();
  const editor = useFlowEditor(id, opened);
  const kinds: Kinds = useMemo(() => new Map(told.kinds.map((kind) => [kind.kind, kind])), [told]);
  const [selected, setSelected] = useState(NOTHING);
  const [publishing, setPublishing] = useState(false);
  const [base, setBase] = useState(opened.base);
  const drop = useDropDraft(id);
  const { document } = editor;
  const errors = editor.findings.filter((one) => one.severity === "error").length;
  const chosen = selected.size === 1 ? [...selected][0] : undefined;
  useUndoKeys(editor.undo, editor.redo);

  async function again(): Promise<void> {
    const fresh = await reopen();
    if (!fresh) return;
    setBase(fresh.base);
    editor.restart(fresh.document, fresh.draft, fresh);
  }

  function add(name: string): void {
    const kind = kinds.get(name);
    if (!kind) return;
    const made = addNode(document, kind, beside(chosen, places(document, kinds)));
    editor.edit(() => made.document);
    setSelected(new Set([made.id]));
  }

  const show = (node: string) => setSelected(new Set([node]));
  return (
    <div className={styles.page}>
      <PageHead
        title={`${pickText(document.name, i18n.language)} (${id})`}
        detail={base > 0 ? t("admin.flow_version", { version: base }) : t("flows.never_published")}
        actions={
          <Toolbar
            editor={editor}
            kinds={kinds}
            onPublish={() => setPublishing(true)}
            canDrop={base > 0 && editor.hasDraft}
            onDrop={() => editor.discard(() => drop.mutateAsync(undefined)).then(again, notice)}
          />
        }
      />
      {editor.clash ? <Clash editor={editor} reopen={reopen} onTheirs={() => void again()} /> : null}
      {editor.failure && !editor.clash ? (
        <Alert type="error" showIcon title={errorText(editor.failure, t, i18n.language)} />
      ) : null}
      <div className={styles.rooms}>
        <Palette kinds={kinds} onAdd={add} />
        <ReactFlowProvider>
          <Canvas editor={editor} kinds={kinds} selected={selected} onSelect={setSelected} />
        </ReactFlowProvider>
        <aside aria-label={t("flows.node")}>
          <Inspector editor={editor} kinds={kinds} names={told.names} id={chosen ?? null} onSelect={setSelected} />
        </aside>
      </div>
      <Tabs
        size="small"
        items={[
          {
            key: "findings",
            label: errors > 0 ? t("flows.findings_count", { count: errors }) : t("flows.findings"),
            children: <FindingsPanel editor={editor} onShow={show} />,
          },
          {
            key: "try",
            label: t("flows.trial_title"),
            children: <TryPanel document={document} calendars={told.names.hours ?? []} onShow={show} />,
          },
          {
            key: "versions",
            label: t("flows.versions"),
            children: <VersionsPanel id={id} hasDraft={editor.hasDraft} onPublished={() => void again()} />,
          },
          { key: "yaml", label: "YAML", children: <YamlPanel editor={editor} /> },
        ]}
      />
      <PublishDialog
        id={id}
        open={publishing}
        onClose={() => setPublishing(false)}
        keep={editor.keep}
        onPublished={() => void again()}
      />
    </div>
  );
}

/** Where a node is put that was added without the mouse: to the right of the chosen one, else below all. */
function beside(chosen: string | undefined, all: ReadonlyMap<string, Place>): Place {
  const place = chosen === undefined ? undefined : all.get(chosen);
  if (place) return [place[0] + 320, place[1]];
  const lowest = Math.max(0, ...[...all.values()].map(([, y]) => y));
  return [24, lowest + 160];
}

/** Ctrl+Z and Ctrl+Y outside of text fields, which have their own. */
function useUndoKeys(undo: () => void, redo: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA)$/.test(event.target.tagName);
      if (typing || !(event.ctrlKey || event.metaKey)) return;
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) undo();
      else if (key === "y" || (key === "z" && event.shiftKey)) redo();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [undo, redo]);
}
