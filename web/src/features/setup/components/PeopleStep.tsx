import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Form, Input, Typography } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { makeDevice, makeUser } from "../api";
import { firstPassword, type Made, madeBy, type Setup } from "../model";
import styles from "../setup.module.css";
import { useDraft } from "../useDraft";
import { StepForm } from "./StepForm";

interface Person {
  name: string;
  username: string;
  number: string;
  password: string;
  extension?: string;
}

interface Values {
  people: Person[];
}

const blank = (number: string): Person => ({
  name: "",
  username: "",
  number,
  password: firstPassword(),
  extension: "",
});
const FIELDS = ["name", "username", "number", "password", "extension"] as const;

/** Agents with their 工号, and a hard phone for those who have one; the others answer in the browser. */
export function PeopleStep({ setup }: { setup: Setup }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const [form] = Form.useForm<Values>();
  const kept = useDraft<Made[]>("people.made");
  const [made, setMade] = useState<Made[]>(kept.draft ?? []);
  const [at, setAt] = useState(0);
  const queue = madeBy(setup, "queue", "queue");

  // A draft comes back without its passwords.
  useEffect(() => {
    const people = (form.getFieldValue("people") ?? []) as Person[];
    form.setFieldsValue({ people: people.map((one) => ({ ...one, password: one.password || firstPassword() })) });
  }, [form]);

  /** What is made stays made, also when the next one is refused and the page is loaded anew. */
  function remember(all: Made[]): void {
    setMade([...all]);
    kept.keep([...all]);
  }

  async function save({ people }: Values): Promise<Made[]> {
    const all = [...made];
    const secrets: { id: string; secret: string }[] = [];
    for (const [index, person] of people.entries()) {
      setAt(index);
      if (!all.some((one) => one.kind === "user" && one.name === `${person.number} ${person.name}`)) {
        const user = await makeUser({
          username: person.username.trim(),
          name: person.name.trim(),
          password: person.password,
          role: "agent",
          number: person.number,
          queues: queue ? [{ queue: queue.id, preference: 0 }] : [],
        });
        all.push({ kind: "user", id: user.id, name: `${person.number} ${person.name}` });
        remember(all);
      }
      if (person.extension && !all.some((one) => one.kind === "device" && one.id === person.extension)) {
        const device = await makeDevice(person.extension, person.name);
        all.push({ kind: "device", id: device.id, name: device.id });
        secrets.push({ id: device.id, secret: device.secret ?? "" });
        remember(all);
      }
    }
    if (secrets.length > 0)
      modal.success({
        title: t("setup.secrets_title"),
        content: (
          <>
            <p>{t("admin.device_secret_once")}</p>
            {secrets.map(({ id, secret }) => (
              <p key={id}>
                {id}{" "}
                <Typography.Text code copyable>
                  {secret}
                </Typography.Text>
              </p>
            ))}
          </>
        ),
      });
    kept.forget();
    return all;
  }

  const rules = {
    name: [{ required: true, whitespace: true, message: t("setup.required") }],
    username: [{ required: true, pattern: /^[A-Za-z0-9._@-]{2,64}$/, message: t("setup.username_wrong") }],
    number: [{ required: true, pattern: /^\d{2,12}$/, message: t("setup.number_wrong") }],
    password: [{ required: true, min: 8, message: t("auth.password_short", { count: 8 }) }],
    extension: [{ pattern: /^(\d{3,6})?$/, message: t("admin.extension_wrong") }],
  };

  return (
    <StepForm<Values>
      step="people"
      form={form}
      initial={{ people: [blank("1002")] }}
      onSave={save}
      fieldOf={(field) => ["people", at, field === "id" ? "extension" : field]}
    >
      <Form.List name="people">
        {(rows, { add, remove }) => (
          <>
            {rows.map((row) => (
              <div key={row.key} className={styles.person}>
                {FIELDS.map((field) => (
                  <Form.Item
                    key={field}
                    name={[row.name, field]}
                    label={t(`setup.person.${field}`)}
                    rules={rules[field]}
                  >
                    <Input
                      autoComplete="off"
                      inputMode={field === "number" || field === "extension" ? "numeric" : "text"}
                    />
                  </Form.Item>
                ))}
                <Button
                  aria-label={t("setup.remove_person")}
                  icon={<DeleteOutlined />}
                  disabled={rows.length === 1}
                  onClick={() => remove(row.name)}
                />
              </div>
            ))}
            <Button
              icon={<PlusOutlined />}
              onClick={() => add(blank(String(1002 + rows.length)))}
              style={{ marginBottom: 24 }}
            >
              {t("setup.add_person")}
            </Button>
          </>
        )}
      </Form.List>
      <p className={styles.note}>{t("setup.people_note")}</p>
    </StepForm>
  );
}
