import { PlusOutlined } from "@ant-design/icons";
import { Button, Menu, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import { Trouble } from "@/shared/ui/Trouble";
import { useDictionaryNames } from "./api";
import { EntryTable } from "./components/EntryTable";
import { NewWordDialog } from "./components/NewWordDialog";
import styles from "./dictionaries.module.css";

/** Data dictionaries: the lists of words that forms offer. */
export function Component() {
  const { t, i18n } = useTranslation();
  const names = useDictionaryNames();
  const [chosen, setChosen] = useState<string | null>(null);
  const [making, setMaking] = useState(false);
  const error = inTheWay(names);
  if (error) return <Trouble title={errorText(error, t, i18n.language)} />;
  const rows = names.data ?? [];
  const shown = rows.find((one) => one.id === (chosen ?? rows[0]?.id));
  return (
    <>
      <PageHead
        title={t("dictionaries.title")}
        detail={t("dictionaries.detail")}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
            {t("dictionaries.new")}
          </Button>
        }
      />
      <div className={styles.two}>
        <Panel>
          <Menu
            mode="inline"
            selectedKeys={shown ? [shown.id] : []}
            onSelect={({ key }) => setChosen(key)}
            items={rows.map((one) => ({
              key: one.id,
              label: (
                <>
                  {pickText(one.name, i18n.language)} <Tag>{one.entries}</Tag>
                </>
              ),
            }))}
          />
        </Panel>
        {shown && <EntryTable key={shown.id} dictionary={shown} onRemoved={() => setChosen(null)} />}
      </div>
      <NewWordDialog dictionary={null} open={making} onClose={() => setMaking(false)} onMade={setChosen} />
    </>
  );
}
