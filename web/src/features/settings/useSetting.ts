import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "@/shared/draft";
import { type Begun, ChangedMeanwhile, type Source, same, saveOver } from "./model";

const keyOf = (name: string) => ["setting", name];

export function useSettingRow<Row, Form>(source: Source<Row, Form>) {
  return useQuery({ queryKey: keyOf(source.name), queryFn: source.read });
}

/** The form of a setting: what is typed outlives the page, and is not saved over what somebody else saved meanwhile. */
export function useSetting<Row, Form>(source: Source<Row, Form>, row: Row) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const draft = useDraft<Begun<Row, Form>>(`setting.${source.name}`);
  const [begun, setBegun] = useState(draft.kept);
  const [found, setFound] = useState(draft.kept !== null);
  const save = useMutation({
    mutationFn: ({ of, anyway }: { of: Begun<Row, Form>; anyway: boolean }) => saveOver(source, of, anyway),
    onSuccess: (saved) => {
      client.setQueryData(keyOf(source.name), saved);
      if (source.shown) void client.invalidateQueries({ queryKey: source.shown });
      end();
      void message.success(t("common.saved"));
    },
  });

  function end(): void {
    draft.drop();
    setBegun(null);
    setFound(false);
  }

  function change(form: Form): void {
    const from = begun?.from ?? row;
    save.reset();
    if (same(form, source.formOf(from))) {
      end();
      return;
    }
    setBegun({ from, form });
    const kept = source.keepable?.(form) ?? form;
    if (same(kept, source.formOf(from))) draft.drop();
    else draft.keep({ from, form: kept });
  }

  return {
    form: begun?.form ?? source.formOf(row),
    /** What the form was begun from. */
    from: begun?.from ?? row,
    changed: begun !== null,
    /** Whether it was found in this browser. */
    found,
    saving: save.isPending,
    /** Why it was not saved; a change by somebody else is no error. */
    error: save.error instanceof ChangedMeanwhile ? null : save.error,
    overtaken: save.error instanceof ChangedMeanwhile,
    change,
    save: (anyway = false) => {
      if (begun) save.mutate({ of: begun, anyway });
    },
    discard: () => {
      end();
      save.reset();
      void client.invalidateQueries({ queryKey: keyOf(source.name) });
    },
  };
}

export type Setting<Row, Form> = ReturnType<typeof useSetting<Row, Form>>;
