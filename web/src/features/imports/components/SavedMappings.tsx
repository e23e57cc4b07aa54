import { DeleteOutlined } from "@ant-design/icons";
import { App, Button, Input, Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useDropMapping, useMappings, useSaveMapping } from "../api";
import styles from "../imports.module.css";
import type { Kind } from "../model";

interface Props {
  kind: Kind;
  names: readonly string[];
  mapping: readonly string[];
  onApply: (mapping: string[]) => void;
}

/** Mappings kept for files of the same sort; their names are known in later files by themselves. */
export function SavedMappings({ kind, names, mapping, onApply }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const notice = useErrorNotice();
  const saved = useMappings(kind);
  const save = useSaveMapping(kind);
  const drop = useDropMapping();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = saved.data ?? [];
  const columns = Object.fromEntries(
    names.flatMap((one, place) => (one && mapping[place] ? [[one, mapping[place]]] : [])),
  );

  const keep = () =>
    save.mutateAsync({ name: name.trim(), columns }).then(() => {
      setName("");
      void message.success(t("imports.mapping_saved"));
    }, notice);

  return (
    <div className={styles.layout}>
      {rows.length > 0 && (
        <Space.Compact>
          <Select
            style={{ width: 200 }}
            placeholder={t("imports.mappings")}
            aria-label={t("imports.mappings")}
            value={chosen}
            options={rows.map((row) => ({ value: row.id, label: row.name }))}
            onChange={(id) => {
              setChosen(id);
              const found = rows.find((row) => row.id === id);
              if (found) onApply(names.map((one) => found.columns[one] ?? ""));
            }}
          />
          <Button
            icon={<DeleteOutlined />}
            disabled={!chosen}
            aria-label={t("imports.mapping_drop")}
            onClick={() => chosen && drop.mutateAsync(chosen).then(() => setChosen(null), notice)}
          />
        </Space.Compact>
      )}
      <Space.Compact>
        <Input
          style={{ width: 220 }}
          maxLength={100}
          value={name}
          placeholder={t("imports.mapping_name")}
          aria-label={t("imports.mapping_name")}
          onChange={(event) => setName(event.target.value)}
        />
        <Button
          disabled={!name.trim() || Object.keys(columns).length === 0}
          loading={save.isPending}
          onClick={() => void keep()}
        >
          {t("imports.mapping_save")}
        </Button>
      </Space.Compact>
    </div>
  );
}
