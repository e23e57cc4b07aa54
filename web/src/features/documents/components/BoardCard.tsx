import { ClockCircleOutlined, UserOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { ticketColour, ticketStatus } from "@/shared/codeWords";
import { usePerson } from "@/shared/directory";
import { isEmpty } from "@/shared/fields/conditions";
import type { FieldDefinition } from "@/shared/fields/definitions";
import { FieldValue } from "@/shared/fields/FieldValue";
import { formatDateTime, pickText } from "@/shared/format";
import type { Doing } from "../model";
import type { DocumentRow } from "../types";
import styles from "./board.module.css";
import { CardMenu } from "./CardMenu";

/** Of the states that lie over a step, those that a column of steps does not say. */
const OVER = ["returned", "suspended"];

interface Props {
  row: DocumentRow;
  /** Fields of its type that are told. */
  fields: readonly FieldDefinition[];
  /** All cards beside it are of its type, which need not be said then. */
  typed: boolean;
  /** Its column is a step of the process, not its status. */
  stepped: boolean;
  onDo: (doing: Doing) => void;
}

/** A document in brief. Wherever it is clicked, it opens; what can be done with it stands in its menu. */
export function BoardCard({ row, fields, typed, stepped, onDo }: Props) {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const person = usePerson();
  const said = fields.filter((field) => !isEmpty(row.fields[field.code]) && row.fields[field.code] !== false);
  return (
    <article>
      <div className={styles.top}>
        <span className="figure">{row.number}</span>
        {mayDo(user, "documents.write") && row.closed_at === null && <CardMenu row={row} onDo={onDo} />}
      </div>
      <Link className={styles.title} to={`/documents/${row.id}`}>
        {row.title}
      </Link>
      {!typed && <div className={styles.small}>{pickText(row.type_name, i18n.language)}</div>}
      {row.customer_name && <div className={styles.line}>{row.customer_name}</div>}
      {row.phone && (
        <div className={styles.line}>
          <CallableNumber number={row.phone} />
        </div>
      )}
      {said
        .filter((field) => field.kind !== "yes_no")
        .map((field) => (
          <div key={field.code} className={styles.small}>
            {pickText(field.label, i18n.language)} <FieldValue field={field} value={row.fields[field.code]} />
          </div>
        ))}
      <div className={styles.small}>
        <UserOutlined aria-hidden /> {person(row.assignee_id) || t("documents.nobody")}
      </div>
      {row.due_at && (
        <div className={row.overdue ? styles.late : styles.small}>
          <ClockCircleOutlined aria-hidden />{" "}
          {t("documents.due", { at: formatDateTime(instant(row.due_at), i18n.language).slice(0, -3) })}{" "}
          {row.overdue && <strong>{t("documents.overdue")}</strong>}
        </div>
      )}
      <div className={styles.marks}>
        {stepped && OVER.includes(row.status) && (
          <Tag color={ticketColour(row.status)}>{ticketStatus(row.status, t)}</Tag>
        )}
        {said
          .filter((field) => field.kind === "yes_no")
          .map((field) => (
            <Tag key={field.code} color="red">
              {pickText(field.label, i18n.language)}
            </Tag>
          ))}
        {row.urged > 0 && <Tag color="orange">{t("documents.urged", { count: row.urged })}</Tag>}
        {row.supervised_by && <Tag color="purple">{t("documents.supervised")}</Tag>}
        {row.confidential && <Tag color="volcano">{t("documents.confidential")}</Tag>}
      </div>
    </article>
  );
}
