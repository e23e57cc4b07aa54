import { PlusOutlined } from "@ant-design/icons";
import { Button, Segmented, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { mayDo } from "@/app/access";
import { AdminTable } from "@/features/admin/components/AdminTable";
import { useUser } from "@/features/auth/useUser";
import { useQueueName } from "@/shared/directory";
import { formatDateTime, pickText } from "@/shared/format";
import { FilterBar, TextFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { useOpenRow } from "@/shared/list/useOpenRow";
import { PageHead } from "@/shared/ui/PageHead";
import { usePrompts } from "./api";
import { FlowNames } from "./components/FlowNames";
import { NewPromptDialog } from "./components/NewPromptDialog";
import { PromptDrawer } from "./components/PromptDrawer";
import { found, heard, PROMPT_LANGUAGES, type PromptRow } from "./model";

const COLOURS = { recorded: "green", spoken: "blue", silent: "default" } as const;
const STATES = ["recorded", "spoken", "silent", "unused"] as const;

/** The library of prompts: what callers hear, in both languages, with who plays it. */
export function Component() {
  const { t, i18n } = useTranslation();
  const filters = useListFilters(["q", "state"] as const);
  const [open, show] = useOpenRow();
  const [making, setMaking] = useState(false);
  const prompts = usePrompts();
  const flows = mayDo(useUser(), "flows.manage");
  const queue = useQueueName();
  const list = new Intl.ListFormat(i18n.language);
  const rows = prompts.data && found(prompts.data, filters.values);
  const opened = prompts.data?.find((row) => row.id === open);
  return (
    <>
      <PageHead
        title={t("prompts.title")}
        detail={t("prompts.detail")}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
            {t("prompts.new")}
          </Button>
        }
      />
      <FilterBar filters={filters}>
        <TextFilter {...filters} name="q" label={t("prompts.search")} width={240} />
        <Segmented
          aria-label={t("prompts.heard")}
          value={filters.values.state ?? ""}
          onChange={(state: string) => filters.set({ state: state || undefined })}
          options={[
            { value: "", label: t("common.all") },
            ...STATES.map((state) => ({ value: state, label: t(`prompts.with.${state}`) })),
          ]}
        />
      </FilterBar>
      <AdminTable<PromptRow>
        query={{ ...prompts, data: rows }}
        teach={t(filters.active ? "common.nothing_found" : "prompts.teach")}
        columns={[
          {
            title: t("admin.name"),
            render: (_, row) => (
              <Button type="link" style={{ padding: 0 }} onClick={() => show(row.id)}>
                {pickText(row.name, i18n.language)}
              </Button>
            ),
          },
          { title: t("prompts.number"), dataIndex: "number", className: "figure" },
          ...PROMPT_LANGUAGES.map((language) => ({
            title: t(`prompts.language.${language}`),
            render: (_: unknown, row: PromptRow) => {
              const now = heard(row, language);
              return (
                <Tag color={COLOURS[now.kind]}>
                  {t(`prompts.state.${now.kind}`, { version: now.kind === "recorded" ? now.version : 0 })}
                </Tag>
              );
            },
          })),
          {
            title: t("prompts.text"),
            ellipsis: true,
            render: (_, row) => pickText(row.texts, i18n.language),
          },
          {
            title: t("prompts.used_by"),
            render: (_, row) => (
              <>
                <FlowNames ids={row.used_by} links={flows} />
                {row.music_of.length > 0 && (
                  <div>{t("prompts.music_in", { queues: list.format(row.music_of.map(queue)) })}</div>
                )}
              </>
            ),
          },
          {
            title: t("prompts.changed"),
            render: (_, row) => formatDateTime(instant(row.updated_at), i18n.language),
          },
        ]}
      />
      {making && <NewPromptDialog onClose={() => setMaking(false)} onMade={show} />}
      {opened && <PromptDrawer key={opened.id} row={opened} onClose={() => show(null)} />}
    </>
  );
}
