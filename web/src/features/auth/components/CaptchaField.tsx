import { ReloadOutlined, SoundOutlined } from "@ant-design/icons";
import { Button, Form, Input, Skeleton } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { identifiedFetch } from "@/api/client";
import { errorFrom } from "@/api/errors";
import { useErrorNotice } from "@/shared/useErrorNotice";
import styles from "../auth.module.css";

interface Props {
  captcha: { id: string; image: string } | undefined;
  onAnother: () => void;
}

/** Five digits to read off a picture, or to listen to. */
export function CaptchaField({ captcha, onAnother }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <div className={styles.captcha}>
        {captcha ? (
          <img src={captcha.image} width={180} height={60} alt={t("auth.captcha_alt")} />
        ) : (
          <Skeleton.Node active style={{ width: 180, height: 60 }} />
        )}
        <div>
          <Button size="small" type="text" icon={<ReloadOutlined />} onClick={onAnother}>
            {t("auth.captcha_another")}
          </Button>
          <Listen key={captcha?.id} id={captcha?.id} />
        </div>
      </div>
      <Form.Item
        name="captcha"
        label={t("auth.captcha")}
        extra={t("auth.captcha_help")}
        rules={[{ required: true, message: t("auth.captcha_missing") }]}
      >
        <Input autoComplete="off" inputMode="numeric" maxLength={12} />
      </Form.Item>
    </>
  );
}

/** Plays the captcha's sound. The server makes it once; it can be heard again. */
function Listen({ id }: { id: string | undefined }) {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const kept = useRef<HTMLAudioElement | null>(null);
  const [loading, setLoading] = useState(false);
  useEffect(() => () => kept.current?.pause(), []);

  async function load(): Promise<HTMLAudioElement> {
    const answer = await identifiedFetch(`/api/v1/auth/captcha/${id}/audio`);
    if (!answer.ok) throw errorFrom(answer.status, await answer.json().catch(() => null));
    return new Audio(URL.createObjectURL(await answer.blob()));
  }

  async function listen(): Promise<void> {
    setLoading(true);
    try {
      kept.current ??= await load();
      kept.current.currentTime = 0;
      await kept.current.play();
    } catch (error) {
      notice(error);
    } finally {
      setLoading(false);
    }
  }

  return (
    <Button
      size="small"
      type="text"
      icon={<SoundOutlined />}
      disabled={!id}
      loading={loading}
      onClick={() => void listen()}
    >
      {t("auth.captcha_listen")}
    </Button>
  );
}
