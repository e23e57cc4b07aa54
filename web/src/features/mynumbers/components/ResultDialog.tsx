import { Alert, Input, Modal, Radio, Space } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { useNumber } from "@/shared/number";
import { useRecordResult } from "../api";
import { type ListItem, OUTCOMES } from "../model";

interface Props {
  item: ListItem;
  onClose: () => void;
}

/** What came of the call to one number. */
export function ResultDialog({ item, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const number = useNumber()(item.number);
  const record = useRecordResult();
  const [result, setResult] = useState(item.result);
  const [remark, setRemark] = useState(item.remark);
  const id = useId();
  const send = () => {
    if (result) record.mutate({ item: item.id, result, remark, version: item.version }, { onSuccess: onClose });
  };
  return (
    <Modal
      open
      title={t("mynumbers.result_of", { who: item.name ? `${item.name} ${number}` : number })}
      onCancel={onClose}
      onOk={send}
      okText={t("common.save")}
      okButtonProps={{ disabled: result === "" }}
      confirmLoading={record.isPending}
    >
      {record.error && (
        <Alert type="error" showIcon title={errorText(record.error, t, i18n.language)} style={{ marginBottom: 12 }} />
      )}
      {item.note && <p>{item.note}</p>}
      <Radio.Group
        aria-label={t("calllists.result")}
        value={result}
        onChange={(event) => setResult(event.target.value)}
        style={{ marginBottom: 12 }}
      >
        <Space wrap>
          {OUTCOMES.map((one) => (
            <Radio key={one} value={one}>
              {t(`calllists.outcome.${one}`)}
            </Radio>
          ))}
        </Space>
      </Radio.Group>
      <label htmlFor={id}>{t("mynumbers.remark")}</label>
      <Input.TextArea
        id={id}
        rows={3}
        maxLength={500}
        value={remark}
        onChange={(event) => setRemark(event.target.value)}
      />
    </Modal>
  );
}
