import { Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useChoices } from "@/features/resources/api";
import { codeFrom } from "@/shared/freeCode";
import type { Edited } from "../MenuPage";
import { type Item, isAddress, type MenuRoom } from "../model";

interface Props {
  edited: Edited;
  /** The product's own entry, if it is one. */
  room: MenuRoom | undefined;
  taken: string[];
  onClose: () => void;
  onDone: (item: Item) => void;
}

interface Typed {
  zh: string;
  en: string;
  url?: string;
  function?: string;
}

const CHOICES = { function: "functions" } as const;

/** The name of an entry; of a link also where it leads and who sees it. */
export function EntryDialog({ edited, room, taken, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Typed>();
  const functions = useChoices(CHOICES).function ?? [];
  const { item, fresh, link } = edited;
  const title = fresh ? t(link ? "menueditor.add_link" : "menueditor.add_group") : t("common.edit");

  function done(typed: Typed): void {
    const label = { zh: typed.zh?.trim() ?? "", en: typed.en?.trim() ?? "" };
    const named = label.zh !== "" && label.en !== "";
    onDone({
      ...item,
      id: fresh ? codeFrom(label.en, link ? "link" : "group", taken) : item.id,
      label: named ? label : null,
      url: link ? (typed.url?.trim() ?? "") : null,
      function: room ? "" : (typed.function ?? ""),
    });
  }

  return (
    <Modal open title={title} okText={t("menueditor.take")} onOk={form.submit} onCancel={onClose} destroyOnHidden>
      <Form<Typed>
        form={form}
        layout="vertical"
        initialValues={{ ...item.label, url: item.url ?? "", function: item.function || undefined }}
        onFinish={done}
      >
        {(["zh", "en"] as const).map((language) => (
          <Form.Item
            key={language}
            name={language}
            label={t(`menueditor.name_${language}`)}
            extra={room ? t("menueditor.as_shipped", { name: room.label[language] }) : undefined}
            rules={[
              ({ getFieldValue }) => ({
                validator: (_, text: string | undefined) => {
                  const other = getFieldValue(language === "zh" ? "en" : "zh") as string | undefined;
                  const needed = !room || Boolean(other?.trim());
                  return needed && !text?.trim()
                    ? Promise.reject(new Error(t("menueditor.both_names")))
                    : Promise.resolve();
                },
              }),
            ]}
          >
            <Input maxLength={60} />
          </Form.Item>
        ))}
        {link && (
          <Form.Item
            name="url"
            label={t("menueditor.url")}
            rules={[
              {
                validator: (_, text: string | undefined) =>
                  isAddress(text?.trim() ?? "")
                    ? Promise.resolve()
                    : Promise.reject(new Error(t("menueditor.no_address"))),
              },
            ]}
          >
            <Input maxLength={500} />
          </Form.Item>
        )}
        {!room && (
          <Form.Item name="function" label={t("menueditor.who")} extra={t("menueditor.who_help")}>
            <Select allowClear options={[...functions]} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
