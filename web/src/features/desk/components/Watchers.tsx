import { EyeOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useUser } from "@/features/auth/useUser";
import { useFrames } from "@/live/hooks";
import { usePerson } from "@/shared/directory";

const MODES = ["listen", "whisper", "barge", "take_over"] as const;

/** Supervisors in this call, where the company tells its agents. */
export function Watchers({ call }: { call: string }) {
  const { t } = useTranslation();
  const person = usePerson();
  const me = useUser().id;
  const [modes, setModes] = useState<ReadonlyMap<string, string>>(new Map());

  // biome-ignore lint/correctness/useExhaustiveDependencies: another call begins with nobody
  useEffect(() => setModes(new Map()), [call]);
  useFrames(["supervision.joined", "supervision.mode", "supervision.left"], (frame) => {
    const { supervisor, mode } = frame.data ?? {};
    if ((frame.call ?? frame.data?.call) !== call || typeof supervisor !== "string" || supervisor === me) return;
    setModes((before) => {
      const next = new Map(before);
      if (frame.type === "supervision.left") next.delete(supervisor);
      else next.set(supervisor, String(mode));
      return next;
    });
  });

  return [...modes].map(([supervisor, mode]) => {
    const known = MODES.find((one) => one === mode) ?? "listen";
    return (
      <Tag key={supervisor} icon={<EyeOutlined />} color="purple">
        {t("desk.watched", { name: person(supervisor), mode: t(`words.mode.${known}`) })}
      </Tag>
    );
  });
}
