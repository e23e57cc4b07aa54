import { EyeOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useUser } from "@/features/auth/useUser";
import { useLive } from "@/live/hooks";
import { usePerson } from "@/shared/directory";

const MODES = ["listen", "whisper", "barge", "take_over"] as const;

/** Supervisors in this call, where the company tells its agents. */
export function Watchers({ call }: { call: string }) {
  const { t } = useTranslation();
  const person = usePerson();
  const me = useUser().id;
  const watchers = useLive((state) => state.watchers);

  return [...watchers.values()]
    .filter((one) => one.call === call && one.supervisor !== me)
    .map(({ supervisor, mode }) => {
      const known = MODES.find((one) => one === mode) ?? "listen";
      return (
        <Tag key={supervisor} icon={<EyeOutlined />} color="purple">
          {t("desk.watched", { name: person(supervisor), mode: t(`words.mode.${known}`) })}
        </Tag>
      );
    });
}
