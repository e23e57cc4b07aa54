import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useUser } from "@/features/auth/useUser";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { deskApi } from "../api";
import { label } from "../shortcuts";
import { addNote } from "../work";

/** A line for the call's note, written while one talks, from whatever page one is on. */
export function CallNote({ call }: { call: string }) {
  const { t } = useTranslation();
  const fail = useErrorNotice();
  const user = useUser().id;
  const [typed, setTyped] = useState("");
  const [saving, setSaving] = useState(false);

  async function add(): Promise<void> {
    const text = typed.trim();
    if (text === "" || saving) return;
    setSaving(true);
    try {
      const noted = await deskApi.note(text);
      addNote(user, call, text, noted.note);
      setTyped("");
    } catch (error) {
      fail(error);
    } finally {
      setSaving(false);
    }
  }

  return (
    <Input
      id="call-note"
      size="small"
      style={{ width: 170 }}
      value={typed}
      maxLength={2000}
      disabled={saving}
      onChange={(event) => setTyped(event.target.value)}
      onPressEnter={() => void add()}
      placeholder={t("desk.note_now")}
      title={`${t("desk.note_now")} (${label("note")})`}
      aria-label={t("desk.note_now")}
      aria-keyshortcuts={label("note")}
    />
  );
}
