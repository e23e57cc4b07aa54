import { PlusOutlined } from "@ant-design/icons";
import { App, Button, Form, Input, Modal, Popconfirm, Space, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceConfig } from "@/api/types";
import { Affected } from "@/shared/impact/Affected";
import { PageHead } from "@/shared/ui/PageHead";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCreateDevice, useDeleteDevice, useDevices } from "./api";
import { AdminTable } from "./components/AdminTable";

interface Values {
  id: string;
  name: string;
}

export function Component() {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const query = useDevices();
  const create = useCreateDevice();
  const remove = useDeleteDevice();
  const fail = useErrorNotice();
  const [adding, setAdding] = useState(false);

  function add(values: Values): void {
    create.mutate(
      { id: values.id, name: values.name ?? "" },
      {
        onError: fail,
        onSuccess: (device) => {
          setAdding(false);
          modal.success({
            title: t("admin.device_made", { id: device.id }),
            content: (
              <>
                <p>{t("admin.device_secret_once")}</p>
                <Typography.Text code copyable>
                  {device.secret}
                </Typography.Text>
              </>
            ),
          });
        },
      },
    );
  }

  return (
    <>
      <PageHead
        title={t("frame.devices")}
        detail={t("admin.devices_detail")}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t("admin.device_new")}
          </Button>
        }
      />
      <AdminTable<DeviceConfig>
        query={query}
        teach={t("admin.devices_teach")}
        onFirst={() => setAdding(true)}
        columns={[
          { title: t("desk.extension"), dataIndex: "id" },
          { title: t("admin.name"), dataIndex: "name" },
          {
            title: t("common.actions"),
            render: (_, row) => (
              <Space>
                <Popconfirm
                  title={t("admin.device_delete", { id: row.id })}
                  description={
                    <>
                      <p>{t("admin.device_delete_detail")}</p>
                      <Affected kind="devices" id={row.id} />
                    </>
                  }
                  destroyOnHidden
                  okText={t("common.delete")}
                  okButtonProps={{ danger: true }}
                  onConfirm={() => remove.mutateAsync(row.id).catch(fail)}
                >
                  <Button size="small" danger>
                    {t("common.delete")}
                  </Button>
                </Popconfirm>
              </Space>
            ),
          },
        ]}
      />
      <Modal
        title={t("admin.device_new")}
        open={adding}
        onCancel={() => setAdding(false)}
        okText={t("common.save")}
        okButtonProps={{ htmlType: "submit", form: "device", loading: create.isPending }}
        destroyOnHidden
      >
        <Form<Values> id="device" layout="vertical" onFinish={add}>
          <Form.Item
            name="id"
            label={t("desk.extension")}
            rules={[{ required: true, pattern: /^\d{3,6}$/, message: t("admin.extension_wrong") }]}
          >
            <Input inputMode="numeric" placeholder="8001" />
          </Form.Item>
          <Form.Item name="name" label={t("admin.name")}>
            <Input placeholder={t("admin.device_name_example")} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
