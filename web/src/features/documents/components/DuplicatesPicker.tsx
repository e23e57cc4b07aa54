import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DocumentPicker } from "@/shared/fields/pickers";
import { useDocument } from "../api";
import styles from "../documents.module.css";

interface Props {
  id: string;
  except: string;
  value: string[];
  onChange: (ids: string[]) => void;
}

/** Documents found one after the other. */
export function DuplicatesPicker({ id, except, value, onChange }: Props) {
  const [round, setRound] = useState(0);
  return (
    <>
      <ul className={styles.links}>
        {value.map((one) => (
          <li key={one}>
            <Chosen id={one} onRemove={() => onChange(value.filter((other) => other !== one))} />
          </li>
        ))}
      </ul>
      <DocumentPicker
        key={round}
        id={id}
        except={except}
        value={null}
        onChange={(found) => {
          if (found && !value.includes(found)) onChange([...value, found]);
          setRound(round + 1);
        }}
      />
    </>
  );
}

function Chosen({ id, onRemove }: { id: string; onRemove: () => void }) {
  const { t } = useTranslation();
  const { data } = useDocument(id);
  return (
    <>
      <span>{data ? `${data.number} ${data.title}` : "…"}</span>
      <Button
        type="text"
        size="small"
        icon={<CloseOutlined />}
        onClick={onRemove}
        aria-label={t("documents.remove", { name: data?.number ?? "" })}
      />
    </>
  );
}
