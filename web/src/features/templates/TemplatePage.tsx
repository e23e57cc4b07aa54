import { Alert, App, Button, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { useDraft } from "@/shared/draft";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { codeFrom } from "@/shared/freeCode";
import { DraftFound } from "@/shared/ui/DraftFound";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { usePreview, useTemplateActs, useTemplates } from "./api";
import { NamePanel } from "./components/NamePanel";
import { PreviewPanel } from "./components/PreviewPanel";
import { TextPanels } from "./components/TextPanels";
import { useCaret } from "./components/useCaret";
import { VariablesPanel } from "./components/VariablesPanel";
import { blank, formOf, NEW, placeOf, SHIPPED, type TemplateForm, type TemplateRow, toSend, toTry } from "./model";

/** One template: its texts, what may stand in them, and what they make of it. */
export function Component() {
  const { t, i18n } = useTranslation();
  const { code = "" } = useParams();
  const templates = useTemplates();
  if (templates.error && !templates.data) return <Trouble title={errorText(templates.error, t, i18n.language)} />;
  if (!templates.data) return <Loading />;
  const row = templates.data.find((one) => one.code === code) ?? null;
  if (row === null && code !== NEW)
    return <Trouble title={t("templates.gone")} action={<Link to="/admin/templates">{t("templates.to_list")}</Link>} />;
  return (
    <Editor
      key={`${code} ${JSON.stringify(row)}`}
      code={code}
      row={row}
      taken={templates.data.map((one) => one.code)}
    />
  );
}

interface Props {
  code: string;
  /** Null for one that is being made. */
  row: TemplateRow | null;
  taken: string[];
}

function Editor({ code, row, taken }: Props) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const fail = useErrorNotice();
  const draft = useDraft<TemplateForm>(`message-template.${code}`);
  const [found, setFound] = useState(draft.kept !== null);
  const before = row ? formOf(row) : blank();
  const [form, setForm] = useState<TemplateForm>(() => draft.kept ?? before);
  const [values, setValues] = useState<Record<string, string>>({});
  const [refused, setRefused] = useState<unknown>(null);
  const { save, remove } = useTemplateActs();
  const preview = usePreview(toTry(form), values);
  const error = refused ?? preview.error;
  const place = placeOf(error);

  function change(next: TemplateForm): void {
    setForm(next);
    setRefused(null);
    draft.keep(next);
  }
  const caret = useCaret(form, change);

  function send(): void {
    const saved = row ? code : codeFrom(form.name.en, "message", taken);
    save.mutate(
      { code: saved, body: toSend(form) },
      {
        onSuccess: () => {
          draft.drop();
          setFound(false);
          void message.success(t("common.saved"));
          if (!row) void navigate(`/admin/templates/${saved}`, { replace: true });
        },
        onError: setRefused,
      },
    );
  }

  function away(): void {
    const gone = row !== null && !row.shipped;
    remove.mutate(code, {
      onSuccess: () => {
        draft.drop();
        void message.success(t(gone ? "templates.deleted" : "templates.restored"));
        if (gone) void navigate("/admin/templates");
      },
      onError: fail,
    });
  }

  const when = SHIPPED.find((one) => one === code);
  return (
    <>
      <PageHead
        title={row ? pickText(row.name, i18n.language) || code : t("templates.add")}
        detail={row ? code : t("templates.new_detail")}
        actions={
          <>
            <Link to="/admin/templates">{t("templates.to_list")}</Link>
            {row && (!row.shipped || row.changed) && (
              <Popconfirm
                title={t(row.shipped ? "templates.restore_ask" : "templates.delete_ask")}
                okText={t(row.shipped ? "templates.restore" : "common.delete")}
                onConfirm={away}
              >
                <Button danger loading={remove.isPending}>
                  {t(row.shipped ? "templates.restore" : "common.delete")}
                </Button>
              </Popconfirm>
            )}
            <Button type="primary" loading={save.isPending} onClick={send}>
              {t("common.save")}
            </Button>
          </>
        }
      />
      {found && (
        <DraftFound
          onDrop={() => {
            draft.drop();
            setForm(before);
            setFound(false);
          }}
        />
      )}
      {error !== null && place === null && (
        <Alert type="error" showIcon style={{ marginBottom: 16 }} title={errorText(error, t, i18n.language)} />
      )}
      <Alert
        type="info"
        showIcon
        style={{ marginBottom: 16 }}
        title={`${when ? t(`templates.when.${when}`) : t("templates.when.own")} ${t("templates.affected")}`}
      />
      <div className={pageStyles.two}>
        <div className={pageStyles.stack}>
          <NamePanel form={form} error={error} onChange={change} />
          <VariablesPanel
            form={form}
            error={error}
            fixed={row?.shipped === true}
            onChange={change}
            onInsert={caret.insert}
          />
          <TextPanels form={form} error={error} onChange={change} onFocus={caret.remember} />
        </div>
        <PreviewPanel
          form={form}
          values={values}
          onValue={(name, text) => setValues((now) => ({ ...now, [name]: text }))}
          rendered={preview.isEnabled && !preview.error ? (preview.data ?? []) : []}
          wrong={preview.error !== null}
          loading={preview.isLoading}
        />
      </div>
    </>
  );
}
