import { ApartmentOutlined, RedoOutlined, UndoOutlined } from "@ant-design/icons";
import { Button, Popconfirm, Space, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { arranged } from "../layout";
import { type Kinds, moveNodes } from "../model";
import type { FlowEditor } from "../useFlowEditor";

interface Props {
  editor: FlowEditor;
  kinds: Kinds;
  onPublish: () => void;
  onDrop: () => void;
  canDrop: boolean;
}

/** Undo, arrange, drop the draft, publish; and whether the server has everything. */
export function Toolbar({ editor, kinds, onPublish, onDrop, canDrop }: Props) {
  const { t } = useTranslation();
  const { edit } = editor;
  return (
    <Space wrap>
      <span aria-live="polite" style={{ color: "var(--ant-color-text-secondary)", fontSize: 12 }}>
        {t(`flows.kept.${editor.kept === "kept" && !editor.hasDraft ? "same" : editor.kept}`)}
      </span>
      <Tooltip title={t("flows.undo")}>
        <Button aria-label={t("flows.undo")} icon={<UndoOutlined />} disabled={!editor.canUndo} onClick={editor.undo} />
      </Tooltip>
      <Tooltip title={t("flows.redo")}>
        <Button aria-label={t("flows.redo")} icon={<RedoOutlined />} disabled={!editor.canRedo} onClick={editor.redo} />
      </Tooltip>
      <Button
        icon={<ApartmentOutlined />}
        onClick={() => edit((now) => moveNodes(now, arranged({ ...now, layout: {} }, kinds)))}
      >
        {t("flows.arrange")}
      </Button>
      {canDrop && (
        <Popconfirm title={t("flows.drop_draft_ask")} onConfirm={onDrop}>
          <Button>{t("flows.drop_draft")}</Button>
        </Popconfirm>
      )}
      <Tooltip title={editor.valid ? "" : t("flows.mend_first")}>
        <Button type="primary" disabled={!editor.valid || !editor.hasDraft || editor.clash} onClick={onPublish}>
          {t("flows.publish")}
        </Button>
      </Tooltip>
    </Space>
  );
}
