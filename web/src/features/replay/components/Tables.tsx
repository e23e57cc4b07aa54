import { Card, Table } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import boardStyles from "@/features/board/board.module.css";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { stateColour, useReason } from "@/shared/agentWords";
import { callDirection } from "@/shared/codeWords";
import { usePerson, useQueueName } from "@/shared/directory";
import { formatDuration } from "@/shared/format";
import { useNumber } from "@/shared/number";
import pageStyles from "@/shared/ui/page.module.css";
import type { Board, QueueThen, Spell, Talk, Wait } from "../model";

interface Props {
  board: Board;
  moment: number;
}

const FLUSH = { body: { padding: 0 } };

/** The board's three tables as they were. */
export function Tables({ board, moment }: Props) {
  return (
    <div className={boardStyles.stack}>
      <Queues board={board} moment={moment} />
      <Calls board={board} moment={moment} />
      <Agents board={board} moment={moment} />
    </div>
  );
}

function Queues({ board, moment }: Props) {
  const { t } = useTranslation();
  const queueName = useQueueName();
  return (
    <Card className={pageStyles.flush} title={t("live.queues")} styles={FLUSH}>
      <Table<QueueThen>
        size="small"
        rowKey="queue"
        pagination={false}
        dataSource={board.queues}
        locale={{ emptyText: t("replay.nobody_waited") }}
        columns={[
          { title: t("words.queue"), render: (_, row) => queueName(row.queue) },
          { title: t("live.waiting"), dataIndex: "waiting", align: "end", className: "figure" },
          {
            title: t("live.longest"),
            align: "end",
            className: "figure",
            render: (_, row) => (row.first === null ? "–" : formatDuration(moment - row.first)),
          },
          { title: t("words.state.talking"), dataIndex: "talking", align: "end", className: "figure" },
        ]}
      />
    </Card>
  );
}

type Row = { key: string; wait?: Wait; talk?: Talk };

function Calls({ board, moment }: Props) {
  const { t } = useTranslation();
  const number = useNumber();
  const person = usePerson();
  const queueName = useQueueName();
  const rung = new Set(board.talks.map((talk) => talk.call));
  const rows: Row[] = [
    ...board.waits.filter((wait) => !rung.has(wait.call)).map((wait) => ({ key: wait.call, wait })),
    ...board.talks.map((talk) => ({ key: `${talk.call} ${talk.agent} ${talk.begins}`, talk })),
  ];
  const stage = ({ talk }: Row) => {
    if (talk === undefined) return t("live.waiting");
    return t(talk.answered <= moment ? "words.state.talking" : "words.state.ringing");
  };
  const since = ({ wait, talk }: Row) => wait?.begins ?? Math.max(talk?.begins ?? 0, answeredBy(talk, moment));
  return (
    <Card className={pageStyles.flush} title={t("live.calls")} styles={FLUSH}>
      <Table<Row>
        size="small"
        rowKey="key"
        pagination={{ pageSize: 20, hideOnSinglePage: true, size: "small" }}
        dataSource={rows}
        locale={{ emptyText: t("replay.no_calls") }}
        columns={[
          {
            title: t("live.caller"),
            render: (_, { wait, talk }) => (
              <CallableNumber number={wait?.number ?? talk?.number ?? ""}>
                <Link to={`/calls/${wait?.call ?? talk?.call}`}>{number(wait?.number ?? talk?.number ?? "")}</Link>
              </CallableNumber>
            ),
          },
          { title: t("calls.direction"), render: (_, { talk }) => callDirection(talk?.direction ?? "inbound", t) },
          { title: t("live.stage"), render: (_, row) => stage(row) },
          {
            title: t("live.in_stage"),
            align: "end",
            className: "figure",
            render: (_, row) => formatDuration(moment - since(row)),
          },
          { title: t("words.queue"), render: (_, { wait, talk }) => queueName(wait?.queue ?? talk?.queue) },
          { title: t("words.agent"), render: (_, { talk }) => person(talk?.agent) },
        ]}
      />
    </Card>
  );
}

const answeredBy = (talk: Talk | undefined, moment: number) =>
  talk !== undefined && talk.answered <= moment ? talk.answered : 0;

function Agents({ board, moment }: Props) {
  const { t } = useTranslation();
  const person = usePerson();
  const reason = useReason();
  const withWhom = new Map(board.talks.map((talk) => [talk.agent, talk.number]));
  return (
    <Card className={pageStyles.flush} title={t("live.agents")} styles={FLUSH}>
      <Table<Spell>
        size="small"
        rowKey="agent"
        pagination={{ pageSize: 20, hideOnSinglePage: true, size: "small" }}
        dataSource={board.agents.filter((spell) => spell.state !== "offline")}
        locale={{ emptyText: t("replay.nobody_there") }}
        columns={[
          { title: t("words.agent"), render: (_, row) => person(row.agent) || t("fields.unknown") },
          {
            title: t("live.state"),
            render: (_, row) => (
              <span className={boardStyles.state}>
                <i style={{ background: stateColour(row.state) }} aria-hidden />
                {[t(`words.state.${row.state}`), reason(row.state, row.reason)].filter(Boolean).join(" · ")}
              </span>
            ),
          },
          {
            title: t("live.since"),
            align: "end",
            className: "figure",
            render: (_, row) => formatDuration(moment - row.begins),
          },
          { title: t("live.with"), render: (_, row) => <CallableNumber number={withWhom.get(row.agent) ?? ""} /> },
        ]}
      />
    </Card>
  );
}
