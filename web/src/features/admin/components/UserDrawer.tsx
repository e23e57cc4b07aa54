import { Form, Input, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { AdminUser, Role } from "@/api/types";
import { MIN_PASSWORD } from "@/features/auth/model";
import { useDirectory, useQueueName } from "@/shared/directory";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCreateUser, useUpdateUser } from "../api";
import { toNewUser, toUserChange, type UserFormValues, userValues } from "../model";
import { FormDrawer } from "./FormDrawer";

const ROLES: readonly Role[] = ["agent", "supervisor", "administrator"];

export function UserDrawer({ user, onClose }: { user: AdminUser | "new" | null; onClose: () => void }) {
  const { t } = useTranslation();
  const isNew = user === "new";
  const existing = user === "new" ? null : user;
  const create = useCreateUser();
  const update = useUpdateUser(existing?.id ?? "");
  const fail = useErrorNotice();
  const directory = useDirectory();
  const queueName = useQueueName();

  function save(values: UserFormValues): void {
    const done = { onSuccess: onClose, onError: fail };
    if (isNew) create.mutate(toNewUser(values), done);
    else update.mutate(toUserChange(values), done);
  }

  return (
    <FormDrawer
      title={t(isNew ? "admin.user_new" : "admin.user_edit")}
      open={user !== null}
      onClose={onClose}
      form="user"
      saving={create.isPending || update.isPending}
    >
      <Form<UserFormValues> id="user" layout="vertical" initialValues={userValues(existing)} onFinish={save}>
        <Form.Item
          name="username"
          label={t("auth.username")}
          rules={[{ required: true, message: t("auth.username_missing") }]}
        >
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="name" label={t("admin.name")} rules={[{ required: true, message: t("admin.name_missing") }]}>
          <Input />
        </Form.Item>
        <Form.Item
          name="password"
          label={t(isNew ? "auth.password" : "admin.password_reset")}
          help={t("admin.password_help")}
          rules={[{ required: isNew, min: MIN_PASSWORD, message: t("auth.password_short", { count: MIN_PASSWORD }) }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item name="role" label={t("admin.role")}>
          <Select options={ROLES.map((value) => ({ value, label: t(`words.role.${value}`) }))} />
        </Form.Item>
        <Form.Item
          name="number"
          label={t("words.agent_number")}
          help={t("admin.number_help")}
          rules={[{ pattern: /^\d{2,12}$/, message: t("admin.number_wrong") }]}
        >
          <Input inputMode="numeric" />
        </Form.Item>
        <Form.Item name="queues" label={t("frame.queues")} help={t("admin.user_queues_help")}>
          <Select
            mode="multiple"
            options={directory.queues.map((queue) => ({ value: queue.id, label: queueName(queue.id) }))}
          />
        </Form.Item>
        {!isNew && (
          <Form.Item
            name="disabled"
            label={t("admin.disabled")}
            valuePropName="checked"
            help={t("admin.disabled_help")}
          >
            <Switch />
          </Form.Item>
        )}
      </Form>
    </FormDrawer>
  );
}
