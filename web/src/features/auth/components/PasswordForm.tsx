import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { errorText } from "@/shared/errorText";
import { useChangePassword, useLoginOptions } from "../api";
import styles from "../auth.module.css";
import { rulesText, USUAL_RULES } from "../model";

interface Values {
  old: string;
  new: string;
  again: string;
}

interface Props {
  submit: string;
  block?: boolean;
  focus?: boolean;
  onChanged?: () => void;
}

/** One's own password: the old one, the new one twice. */
export function PasswordForm({ submit, block, focus, onChanged }: Props) {
  const { t, i18n } = useTranslation();
  const [form] = Form.useForm<Values>();
  const change = useChangePassword();
  const rules = useLoginOptions().data?.passwords ?? USUAL_RULES;
  const required = [{ required: true, message: t("auth.password_missing") }];

  function failed(error: unknown): void {
    if (!(error instanceof ApiError) || (error.field !== "old" && error.field !== "new")) return;
    const field = error.field;
    form.setFields([{ name: field, errors: [errorText(error, t, i18n.language)] }]);
    form.getFieldInstance(field)?.focus();
  }

  const named = change.error instanceof ApiError && (change.error.field === "old" || change.error.field === "new");
  return (
    <>
      {change.error && !named && (
        <Alert className={styles.alert} type="error" showIcon title={errorText(change.error, t, i18n.language)} />
      )}
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        aria-label={t("auth.password_change")}
        onFinish={(values) =>
          change.mutate(
            { old: values.old, new: values.new },
            {
              onSuccess: () => {
                form.resetFields();
                onChanged?.();
              },
              onError: failed,
            },
          )
        }
      >
        <Form.Item name="old" label={t("auth.password_old")} rules={required}>
          <Input.Password autoComplete="current-password" autoFocus={focus} />
        </Form.Item>
        <Form.Item
          name="new"
          label={t("auth.password_new")}
          extra={rulesText(rules, t)}
          rules={[
            { required: true, min: rules.min_length, message: t("auth.password_short", { count: rules.min_length }) },
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={t("auth.password_again")}
          dependencies={["new"]}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                value === getFieldValue("new")
                  ? Promise.resolve()
                  : Promise.reject(new Error(t("auth.password_differs"))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block={block} loading={change.isPending}>
          {submit}
        </Button>
      </Form>
    </>
  );
}
