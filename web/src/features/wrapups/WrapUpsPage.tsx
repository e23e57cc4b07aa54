import { PlusOutlined } from "@ant-design/icons";
import { Alert, App, Button, Checkbox, Dropdown, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import { useDictionary } from "@/shared/dictionaries";
import { useDraft } from "@/shared/draft";
import { errorText } from "@/shared/errorText";
import type { Values } from "@/shared/fields/definitions";
import { FieldItem, FieldsForm } from "@/shared/fields/FieldsForm";
import { pickText } from "@/shared/format";
import { freeCode } from "@/shared/freeCode";
import { useAddress } from "@/shared/list/useAddress";
import { moved, rowOf } from "@/shared/rows";
import { DraftFound } from "@/shared/ui/DraftFound";
import { Loading } from "@/shared/ui/Loading";
import { NothingYet } from "@/shared/ui/NothingYet";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { RowTools } from "@/shared/ui/RowTools";
import { Trouble } from "@/shared/ui/Trouble";
import { useQueues, useSaveWrapUp } from "./api";
import { FieldCard } from "./components/FieldCard";
import { Names } from "./components/Names";
import { KINDS, newField, type Queue, toSend, type WrapUp, wrapUpOf } from "./model";
import styles from "./wrapups.module.css";

/** 话后小结: what agents of a queue choose and fill in after its calls. */
export function Component() {
  const { t, i18n } = useTranslation();
  const [address, change] = useAddress();
  const said = address.get("queue");
  // The address is drawn a moment after it was changed: what is clicked until then belongs to the queue chosen already.
  const [chosen, setChosen] = useState({ said, queue: said });
  if (chosen.said !== said) setChosen({ said, queue: said });
  const queues = useQueues();
  if (queues.error && !queues.data) return <Trouble title={errorText(queues.error, t, i18n.language)} />;
  if (!queues.data) return <Loading />;
  const queue = queues.data.find((one) => one.id === chosen.queue) ?? queues.data[0];
  if (queue === undefined) return <NothingYet teach={t("wrapups.no_queue")} />;
  return (
    <Editor
      key={`${queue.id} ${JSON.stringify(wrapUpOf(queue))}`}
      queue={queue}
      choose={
        <Select<string>
          style={{ minWidth: 200 }}
          aria-label={t("words.queue")}
          value={queue.id}
          onChange={(id) => {
            setChosen({ said, queue: id });
            change((next) => next.set("queue", id), { replace: true });
          }}
          options={queues.data.map((one) => ({ value: one.id, label: pickText(one.name, i18n.language) }))}
        />
      }
    />
  );
}

function Editor({ queue, choose }: { queue: Queue; choose: React.ReactNode }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const before = wrapUpOf(queue);
  const draft = useDraft<WrapUp>(`wrap-up.${queue.id}`);
  const [found, setFound] = useState(draft.kept !== null);
  const [form, setForm] = useState<WrapUp>(() => draft.kept ?? before);
  const [failure, setFailure] = useState<{ text: string; place: number | null } | null>(null);
  const save = useSaveWrapUp(queue.id);
  const put = (more: Partial<WrapUp>) => {
    const next = { ...form, ...more };
    setForm(next);
    setFailure(null);
    draft.keep(next);
  };
  const { dispositions, fields } = form;

  function send(): void {
    save.mutate(toSend(form, before), {
      onSuccess: () => {
        draft.drop();
        setFound(false);
        void message.success(t("wrapups.saved"));
      },
      onError: (error) =>
        setFailure({
          text: errorText(error, t, i18n.language),
          place: error instanceof ApiError ? rowOf(error.field, "wrap_up_form.fields") : null,
        }),
    });
  }

  return (
    <>
      <PageHead
        title={t("wrapups.title")}
        detail={t("wrapups.detail")}
        actions={
          <>
            {choose}
            <Button type="primary" loading={save.isPending} onClick={send}>
              {t("common.save")}
            </Button>
          </>
        }
      />
      {found && (
        <DraftFound
          onDrop={() => {
            draft.drop();
            setForm(before);
            setFound(false);
          }}
        />
      )}
      {failure && failure.place === null && (
        <Alert type="error" showIcon style={{ marginBottom: 16 }} title={failure.text} />
      )}
      <Alert
        type="info"
        showIcon
        style={{ marginBottom: 16 }}
        title={t("wrapups.affected", { queue: pickText(queue.name, i18n.language) })}
      />
      <div className={pageStyles.two}>
        <div className={pageStyles.stack}>
          <Panel title={t("wrapups.dispositions")}>
            {dispositions.length === 0 && <p>{t("wrapups.company_list")}</p>}
            {dispositions.map((one, place) => (
              <div key={one.code} className={styles.row}>
                <Names
                  label={`${t("wrapups.disposition")} ${place + 1}`}
                  {...one.name}
                  onChange={(language, text) =>
                    put({
                      dispositions: dispositions.map((each) =>
                        each === one ? { ...one, name: { ...one.name, [language]: text } } : each,
                      ),
                    })
                  }
                />
                <RowTools
                  label={`${t("wrapups.disposition")} ${place + 1}`}
                  place={place}
                  count={dispositions.length}
                  onMove={(to) => put({ dispositions: moved(dispositions, place, to) })}
                  onRemove={() => put({ dispositions: dispositions.filter((each) => each !== one) })}
                />
              </div>
            ))}
            <Button
              type="dashed"
              icon={<PlusOutlined />}
              onClick={() => {
                const codes = dispositions.map((one) => one.code);
                put({ dispositions: [...dispositions, { code: freeCode("new", codes), name: { zh: "", en: "" } }] });
              }}
            >
              {t("wrapups.add_disposition")}
            </Button>
            <p>
              <Checkbox
                checked={form.disposition_required}
                onChange={(event) => put({ disposition_required: event.target.checked })}
              >
                {t("wrapups.disposition_required")}
              </Checkbox>
            </p>
          </Panel>
          <Panel title={t("wrapups.form")}>
            {fields.length === 0 && <p>{t("wrapups.no_fields")}</p>}
            {fields.map((field, place) => (
              <FieldCard
                key={field.code}
                field={field}
                place={place}
                count={fields.length}
                dispositions={dispositions}
                error={failure?.place === place ? failure.text : undefined}
                onChange={(changed) => put({ fields: fields.map((one) => (one === field ? changed : one)) })}
                onMove={(to) => put({ fields: moved(fields, place, to) })}
                onRemove={() => put({ fields: fields.filter((one) => one !== field) })}
              />
            ))}
            <Dropdown
              trigger={["click"]}
              menu={{
                items: KINDS.map((kind) => ({
                  key: kind,
                  label: t(`customerfields.kinds.${kind}`),
                  onClick: () =>
                    put({
                      fields: [
                        ...fields,
                        newField(
                          kind,
                          fields.map((one) => one.code),
                        ),
                      ],
                    }),
                })),
              }}
            >
              <Button type="dashed" icon={<PlusOutlined />}>
                {t("wrapups.add_field")}
              </Button>
            </Dropdown>
          </Panel>
        </div>
        <Panel title={t("wrapups.preview")}>
          <Preview form={form} />
        </Panel>
      </div>
    </>
  );
}

/** The form as the agent gets it; what is entered here goes nowhere. */
function Preview({ form }: { form: WrapUp }) {
  const { t, i18n } = useTranslation();
  const [values, setValues] = useState<Values>({});
  const [disposition, setDisposition] = useState("");
  const company = useDictionary("disposition");
  const own = form.dispositions.map((one) => ({ value: one.code, label: pickText(one.name, i18n.language) }));
  return (
    <>
      <FieldItem id="preview-disposition" label={t("desk.disposition")} required={form.disposition_required}>
        <Select<string>
          id="preview-disposition"
          allowClear
          value={disposition || undefined}
          onChange={(chosen?: string) => setDisposition(chosen ?? "")}
          options={own.length > 0 ? own : company.options}
        />
      </FieldItem>
      <FieldsForm
        compact
        prefix="preview-"
        sections={[{ code: "wrap_up", name: {}, fields: form.fields }]}
        values={values}
        around={{ disposition }}
        editable="all"
        onChange={(code, value) => setValues((now) => ({ ...now, [code]: value }))}
      />
    </>
  );
}
