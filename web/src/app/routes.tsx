import { createBrowserRouter, Navigate, type RouteObject } from "react-router";
import { SignedIn } from "@/features/auth/SignedIn";
import { Frame } from "@/features/frame/Frame";
import { allWords, bothLanguages } from "@/i18n";
import { Home, Only } from "./guards";
import { RouteError } from "./RouteError";

type Lazy = NonNullable<RouteObject["lazy"]> & (() => Promise<object>);

/** The desk comes with its own words, every other page with all of them. */
function withWords(lazy: Lazy, words = allWords): Lazy {
  return async () => (await Promise.all([lazy(), words()]))[0];
}

/** A page for those who have the function `may` ("": for everybody). It is loaded when it is first opened. */
function page(path: string, may: string, lazy: Lazy, agents = false): RouteObject {
  const load = path === "desk" ? lazy : withWords(lazy);
  return may ? { element: <Only may={may} agents={agents} />, children: [{ path, lazy: load }] } : { path, lazy: load };
}

const PAGES: RouteObject[] = [
  page("desk", "phone.use", () => import("@/features/desk/DeskPage"), true),
  page("live", "live.watch", () => import("@/features/board/BoardPage")),
  page("live/alarms", "live.watch", () => import("@/features/platform/AlarmsPage")),
  page("live/replay", "live.watch", () => import("@/features/replay/ReplayPage")),
  page("platform", "live.watch", () => import("@/features/platform/PlatformPage")),
  page("announcements", "announcements.manage", () => import("@/features/announcements/AnnouncementsPage")),
  page("knowledge", "knowledge.read", () => import("@/features/knowledge/KnowledgePage")),
  page("knowledge/new", "knowledge.write", () => import("@/features/knowledge/EditPage")),
  page("knowledge/:id", "knowledge.read", () => import("@/features/knowledge/ArticlePage")),
  page("knowledge/:id/edit", "knowledge.write", () => import("@/features/knowledge/EditPage")),
  page("messages", "", () => import("@/features/messages/MessagesPage")),
  page("notices", "", () => import("@/features/notices/NoticesPage")),
  page("notices/:id", "", () => import("@/features/notices/NoticePage")),
  page("contacts", "", () => import("@/features/contacts/ContactsPage")),
  page("test-phone", "", () => import("@/features/testphone/TestPhonePage")),
  page("calls", "calls.read", () => import("@/features/calls/CallsPage")),
  page("calls/:id", "calls.read", () => import("@/features/calls/CallPage")),
  page("customers", "customers.read", () => import("@/features/customers/CustomersPage")),
  page("customers/duplicates", "customers.merge", () => import("@/features/merging/DuplicatesPage")),
  page("customers/merge", "customers.merge", () => import("@/features/merging/MergePage")),
  page("customers/statistics", "customers.statistics", () => import("@/features/customers/StatisticsPage")),
  page("customers/:id", "customers.read", () => import("@/features/customers/CustomerPage")),
  page("documents", "documents.read", () => import("@/features/documents/DocumentsPage")),
  page("documents/new", "documents.write", () => import("@/features/documents/NewDocumentPage")),
  page("documents/:id", "documents.read", () => import("@/features/documents/DocumentPage")),
  page("tickets/:id?", "documents.read", () => import("@/features/documents/OldAddress")),
  page("recordings", "recordings.read", () => import("@/features/recordings/RecordingsPage")),
  page("quality/assessments/:id", "quality.read", () => import("@/features/quality/AssessmentPage")),
  page(
    "quality/scorecards/:id",
    "quality.read",
    withWords(() => import("@/features/quality/ScorecardPage"), bothLanguages),
  ),
  page("quality/calibrations/:id", "quality.write", () => import("@/features/quality/CalibrationPage")),
  page("quality/:tab?", "quality.read", () => import("@/features/quality/QualityPage")),
  page("visits", "visits.read", () => import("@/features/visits/VisitsPage")),
  page("visits/:id", "visits.read", () => import("@/features/visits/VisitPage")),
  page("visit-batches", "visits.plan", () => import("@/features/visitbatches/BatchesPage")),
  page("visit-batches/new", "visits.plan", () => import("@/features/visitbatches/NewBatchPage")),
  page("visit-batches/:id", "visits.plan", () => import("@/features/visitbatches/BatchPage")),
  page("questionnaires", "questionnaires.read", () => import("@/features/questionnaires/QuestionnairesPage")),
  page(
    "questionnaires/:id",
    "questionnaires.read",
    withWords(() => import("@/features/questionnaires/QuestionnairePage"), bothLanguages),
  ),
  page("questionnaires/:id/statistics", "visits.read", () => import("@/features/questionnaires/StatisticsPage")),
  page("callbacks", "callbacks.read", () => import("@/features/callbacks/CallbacksPage")),
  page("outbox", "outbox.read", () => import("@/features/outbox/OutboxPage")),
  page("my-numbers", "call_lists.work", () => import("@/features/mynumbers/MyNumbersPage")),
  page("histories/:kind?", "histories.read", () => import("@/features/histories/HistoriesPage")),
  page("reports", "kpis.read", () => import("@/features/reports/ReportsPage")),
  page("satisfaction", "surveys.read", () => import("@/features/satisfaction/SatisfactionPage")),
  page("voicemails", "voicemails.read", () => import("@/features/voicemails/VoicemailsPage")),
  page("imports", "customers.import", () => import("@/features/imports/ImportsPage")),
  page("imports/:id", "customers.import", () => import("@/features/imports/ImportPage")),
  page("call-lists", "call_lists.manage", () => import("@/features/calllists/CallListsPage")),
  page("call-lists/:id", "call_lists.manage", () => import("@/features/calllists/CallListPage")),
  page("call-lists/:id/import/:job", "call_lists.manage", () => import("@/features/calllists/CallListImportPage")),
  page("help/:guide?", "", () => import("@/features/help/HelpPage")),
  page(
    "setup",
    "company.manage",
    withWords(() => import("@/features/setup/SetupPage"), bothLanguages),
  ),
  page("admin/devices", "devices.manage", () => import("@/features/admin/DevicesPage")),
  page(
    "admin/flows",
    "flows.manage",
    withWords(() => import("@/features/flows/FlowsPage"), bothLanguages),
  ),
  page("admin/flows/:id", "flows.manage", () => import("@/features/flows/FlowPage")),
  page("admin/wrap-ups", "queues.manage", () => import("@/features/wrapups/WrapUpsPage")),
  page("admin/outbound", "trunks.manage", () => import("@/features/outbound/OutboundPage")),
  page("admin/agent-skills", "skills.assign", () => import("@/features/agentskills/AgentSkillsPage")),
  page("admin/dictionaries", "dictionaries.manage", () => import("@/features/dictionaries/DictionariesPage")),
  page("admin/customer-fields", "customer_fields.manage", () => import("@/features/customerfields/CustomerFieldsPage")),
  page("admin/templates", "templates.manage", () => import("@/features/templates/TemplatesPage")),
  page("admin/templates/:code", "templates.manage", () => import("@/features/templates/TemplatePage")),
  page("admin/gateways", "gateways.manage", () => import("@/features/gateways/GatewaysPage")),
  page("admin/media", "skills.manage", () => import("@/features/settings/SinglePage")),
  page("admin/http-hosts", "flows.manage", () => import("@/features/settings/SinglePage")),
  page("admin/feature-codes", "devices.manage", () => import("@/features/settings/SinglePage")),
  page("admin/kpi-settings", "kpis.manage", () => import("@/features/settings/SinglePage")),
  page("admin/recording-retention", "recordings.retain", () => import("@/features/settings/SinglePage")),
  page("admin/configuration", "config.transfer", () => import("@/features/configfile/ConfigPage")),
  page("admin/versions", "config.versions", () => import("@/features/versions/VersionsPage")),
  page("admin/menu", "menu.manage", () => import("@/features/menueditor/MenuPage")),
  page("account", "", () => import("@/features/account/AccountPage")),
  page("admin/security", "security.manage", () => import("@/features/security/SecurityPage")),
  page("admin/webhooks", "webhooks.manage", () => import("@/features/webhooks/WebhooksPage")),
  page("admin/webhooks/:id", "webhooks.manage", () => import("@/features/webhooks/WebhookPage")),
  page("admin/audit", "audit.read", () => import("@/features/audit/AuditPage")),
  page("admin/prompts", "prompts.manage", () => import("@/features/prompts/PromptsPage")),
  page(
    "admin/document-types",
    "document_types.manage",
    withWords(() => import("@/features/doctypes/TypesPage"), bothLanguages),
  ),
  page(
    "admin/document-types/:code",
    "document_types.manage",
    withWords(() => import("@/features/doctypes/TypePage"), bothLanguages),
  ),
  page("admin/:room", "", () => import("@/features/resources/ResourcePage")),
];

export function createRouter() {
  return createBrowserRouter([
    {
      path: "/login",
      lazy: async () => ({ Component: (await import("@/features/auth/LoginPage")).LoginPage }),
      errorElement: <RouteError />,
      hydrateFallbackElement: <span />,
    },
    {
      element: <SignedIn />,
      errorElement: <RouteError />,
      hydrateFallbackElement: <span />,
      children: [
        page("wall", "live.watch", () => import("@/features/wall/WallPage")),
        {
          element: <Frame />,
          children: [
            {
              element: <Home />,
              children: [{ index: true, lazy: withWords(() => import("@/features/home/HomePage")) }],
            },
            ...PAGES,
            { path: "*", element: <Navigate to="/" replace /> },
          ],
        },
      ],
    },
  ]);
}
