import { Alert, Button, Descriptions, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { instant } from "@/api/clock";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumbers } from "@/features/desk/components/CallableNumbers";
import { MergedCustomers } from "@/features/merging/components/MergedCustomers";
import { MergeWith } from "@/features/merging/components/MergeWith";
import { usePerson } from "@/shared/directory";
import { useDraft } from "@/shared/draft";
import { errorText } from "@/shared/errorText";
import { Surroundings } from "@/shared/fields/context";
import { applies, asDefinition, useCustomerFields } from "@/shared/fields/customer";
import { FieldValue } from "@/shared/fields/FieldValue";
import { formatDateTime, pickText } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { Writable } from "@/shared/ui/Writable";
import { useCustomer } from "./api";
import Belongings from "./components/Belongings";
import { ChangesPanel } from "./components/ChangesPanel";
import { CustomerForm } from "./components/CustomerForm";
import { CustomerTimeline } from "./components/CustomerTimeline";
import { EraseCustomer } from "./components/EraseCustomer";
import type { Kept } from "./typed";

export function Component() {
  const { t, i18n } = useTranslation();
  const { id = "" } = useParams();
  const customer = useCustomer(id);
  const person = usePerson();
  const navigate = useNavigate();
  const user = useUser();
  const fields = useCustomerFields().data?.fields ?? [];
  const draft = useDraft<Kept>(`customer.${id}`);
  const error = inTheWay(customer);
  if (error) return <Trouble title={errorText(error, t, i18n.language)} />;
  if (!customer.data) return <Loading />;
  const { data } = customer;
  const shown = fields.filter((one) => applies(one, data) && (one.show ?? ["card"]).includes("card"));
  const owner = { kind: "customer", id: data.id };
  return (
    <>
      <PageHead
        title={data.name || t(data.erased_at ? "customerparts.erased_name" : "customers.provisional_name")}
        actions={
          <>
            {data.provisional && <Tag color="gold">{t("customers.provisional")}</Tag>}
            {mayDo(user, "customers.erase") && <EraseCustomer customer={data} />}
            {mayDo(user, "customers.merge") && !data.erased_at && <MergeWith customer={data} />}
            {mayDo(user, "documents.write") && (
              <Button onClick={() => void navigate(newDocument(data.id, data.phones[0]?.number))}>
                {t("documents.new")}
              </Button>
            )}
          </>
        }
      />
      {data.erased_at && (
        <Alert
          type="info"
          showIcon
          style={{ marginBottom: 16 }}
          title={t("customerparts.erased_at", {
            at: formatDateTime(instant(data.erased_at), i18n.language).slice(0, -3),
          })}
        />
      )}
      <div className={pageStyles.two}>
        <div className={pageStyles.stack}>
          <Panel title={t("customers.card")}>
            <Descriptions
              size="small"
              column={2}
              style={{ marginBottom: 16 }}
              items={[
                { key: "number", label: t("customers.number"), children: data.number },
                { key: "agent", label: t("customers.last_agent"), children: person(data.last_agent_id) || "–" },
                {
                  key: "phones",
                  label: t("customers.phones"),
                  children: <CallableNumbers numbers={data.phones.map((phone) => phone.number)} />,
                },
                {
                  key: "contact",
                  label: t("customers.last_contact"),
                  children: formatDateTime(instant(data.last_contact_at), i18n.language) || "–",
                },
                {
                  key: "created",
                  label: t("customers.created"),
                  children: formatDateTime(instant(data.created_at), i18n.language),
                },
                ...shown.map((one) => ({
                  key: `own-${one.code}`,
                  label: pickText(one.label, i18n.language),
                  children: (
                    <Surroundings value={{ names: data.names ?? {}, customer: data.id, owner }}>
                      <FieldValue field={asDefinition(one)} value={data.fields[one.code]} />
                    </Surroundings>
                  ),
                })),
              ]}
            />
            {!data.erased_at && (
              <Writable function="customers.write">
                <CustomerForm
                  key={data.id}
                  customer={data}
                  number=""
                  region={{}}
                  draft={draft}
                  page
                  onSaved={() => undefined}
                />
              </Writable>
            )}
          </Panel>
          <ChangesPanel customer={data.id} erased={Boolean(data.erased_at)} />
        </div>
        <div className={pageStyles.stack}>
          <Belongings customer={data.id} erased={Boolean(data.erased_at)} />
          <MergedCustomers customer={data.id} />
          <Panel title={t("customers.history")}>
            <CustomerTimeline customer={data.id} />
          </Panel>
        </div>
      </div>
    </>
  );
}

const newDocument = (customer: string, phone = "") => `/documents/new?${new URLSearchParams({ customer, phone })}`;
