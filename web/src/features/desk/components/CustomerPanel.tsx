import { Empty } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useCustomer } from "@/features/customers/api";
import { CustomerForm } from "@/features/customers/components/CustomerForm";
import { CustomerTimeline } from "@/features/customers/components/CustomerTimeline";
import type { Kept } from "@/features/customers/typed";
import { allWords } from "@/i18n";
import type { ScreenPop } from "@/live/types";
import type { Draft } from "@/shared/draft";
import { isPassing } from "@/shared/inTheWay";
import { Panel } from "@/shared/ui/Panel";
import { Waiting } from "@/shared/ui/Waiting";
import { Writable } from "@/shared/ui/Writable";
import type { Work } from "../work";
import { NEW } from "../workDraft";

/** Products and related customers come after the card, with the words that the desk has not loaded. */
const Belongings = lazy(
  async () => (await Promise.all([import("@/features/customers/components/Belongings"), allWords()]))[0],
);

/** The customer's card; for an unknown number the form of a new one, filled with number and region. */
export function CustomerPanel({ pop, work }: { pop: ScreenPop | null; work: Work }) {
  const { t } = useTranslation();
  const { number } = work.subject;
  const id = work.draft.customer ?? work.subject.customer;
  const customer = useCustomer(id);

  // Somebody who is there is not entered anew because he could not be asked for just now.
  if (id !== null && !customer.data && (customer.isPending || isPassing(customer.error))) {
    return (
      <Panel title={t("desk.customer")}>
        <Waiting query={customer} />
      </Panel>
    );
  }
  const drafts = (name: string): Draft<Kept> => ({
    kept: work.draft.people[name] ?? null,
    keep: (kept) => work.change(({ people }) => ({ people: { ...people, [name]: kept } })),
    drop: () =>
      work.change(({ people }) => {
        const { [name]: _gone, ...rest } = people;
        return { people: rest };
      }),
  });
  const known = id === null ? null : (customer.data ?? null);
  const isNew = known === null || known.provisional;
  // The record of an unknown caller comes while he is being entered: it is the same form.
  const name = isNew ? NEW : known.id;
  return (
    <>
      <Panel title={isNew ? t("desk.new_customer") : t("desk.customer")}>
        <Writable function="customers.write">
          <CustomerForm
            key={name}
            customer={known}
            number={number}
            region={pop?.region ?? {}}
            draft={drafts(name)}
            onSaved={(saved) => work.change({ customer: saved.id })}
          />
        </Writable>
      </Panel>
      {known && !known.provisional && (
        <Suspense>
          <Belongings customer={known.id} erased={known.erased_at !== null} />
        </Suspense>
      )}
      <Panel title={t("desk.history")}>
        {known ? (
          <CustomerTimeline customer={known.id} />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("desk.no_history")} />
        )}
      </Panel>
    </>
  );
}
