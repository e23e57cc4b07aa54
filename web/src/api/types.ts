/** Short names for the API's shapes, generated from the server's own description (`npm run generate`). */
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

/** Who is logged in, with what he may do: function → how far it reaches. */
export type User = Schemas["Me"] & { functions: Schemas["Account"]["functions"] };
export type Account = Schemas["Account"];
export type Role = Schemas["Role"];
export type SipAccount = Schemas["SipAccount"];
export type AgentSession = Schemas["AgentSession"];
export type TestPhone = Schemas["TestPhone"];
export type CallSummary = Schemas["CallRow"];
export type CallDetail = Schemas["CallDetail"];
export type CallPatch = Schemas["WrapUp"];
export type TimelineItem = Schemas["TimelineEntry"];
export type Customer = Schemas["CustomerRow"];
export type CustomerDetail = Schemas["CustomerDetail"];
export type CustomerInput = Schemas["NewCustomer"];
export type CustomerChange = Schemas["CustomerChange"];
export type CustomerEvent = Schemas["TimelineItem"];
export type Ticket = Schemas["TicketRow"];
export type TicketDetail = Schemas["TicketDetail"];
export type TicketInput = Schemas["NewTicket"];
export type TicketChange = Schemas["TicketChange"];
export type TicketStatus = Schemas["Status"];
export type Voicemail = Schemas["VoicemailRow"];
export type AdminUser = Schemas["UserRow"];
export type NewUser = Schemas["NewUser"];
export type UserChange = Schemas["UserChange"];
export type UserQueue = Schemas["UserQueue"];
export type DeviceConfig = Schemas["DeviceRow"];
export type FlowConfig = Schemas["FlowRow"];
export type Kpi = Schemas["KpiRow"];
export type KpiReport = Schemas["KpiReport"];
export type KpiValues = Schemas["KpiValues"];
export type Supervision = Schemas["SupervisionView"];
export type SuperviseMode = Supervision["mode"];
export type LiveSettings = Schemas["LiveSettings"];
export type Channel = Schemas["Channel"];
export type QueueLimitsBody = Schemas["QueueAlarmsBody"];
export type PlatformHealth = Schemas["HealthView"];
export type Announcement = Schemas["AnnouncementRow"];
export type NewAnnouncement = Schemas["NewAnnouncement"];
export type Recording = Schemas["RecordingRow"];
export type RecordingDetail = Schemas["RecordingDetail"];
export type RecordingMarker = Schemas["Marker"];
export type Callback = Schemas["CallbackRow"];
export type AgentCall = Schemas["AgentCallView"];
export type AgentStateSpell = Schemas["AgentStateView"];
export type QueueVisit = Schemas["QueueVisitView"];
export type IvrVisit = Schemas["IvrVisitView"];
export type PauseReason = Schemas["PauseReasonRow"];
export type FlowNames = Schemas["FlowNames"];
export type Colleague = Schemas["ColleagueView"];
export type Home = Schemas["Home"];
export type Notice = Schemas["NoticeRow"];
export type NoticeDetail = Schemas["NoticeDetail"];
export type NewNotice = Schemas["NewNotice"];
export type NoticeChange = Schemas["NoticeChange"];
export type Receipt = Schemas["Receipt"];
export type Attachment = Schemas["AttachmentRow"];
export type Unit = Schemas["UnitRow"];
export type Article = Schemas["ArticleRow"];
export type ArticleDetail = Schemas["ArticleDetail"];
export type ArticleContent = Schemas["Content"];
export type ArticleVersion = Schemas["VersionRow"];
export type Category = Schemas["CategoryRow"];
export type Suggestion = Schemas["Suggestion"];
export type Contact = Schemas["ContactRow"];
export type NewContact = Schemas["NewContact"];
export type ContactChange = Schemas["ContactChange"];
export type ContactColleague = Schemas["ColleagueRow"];
export type DocumentItem = Schemas["DocumentRow"];
export type BoxMessage = Schemas["BoxRow"];
export type BoxKind = Schemas["KindRow"];
export type BoxUnread = Schemas["Unread"];
export type PersonalSettings = Schemas["PersonalSettings"];
export type SettingsChange = Schemas["SettingsChange"];
export type MenuEntry = Schemas["MenuEntry"];
export type LiveMessage = Schemas["MessageRow"];
export type Directory = Schemas["Directory"];

export type QueryOf<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } }
  ? NonNullable<Q>
  : never;

export interface Page<T> {
  items: T[];
  total: number;
  page: number;
  page_size: number;
  /** There are more than `total`, which nobody has counted. */
  more?: boolean;
}

/** A sentence that explains a decision, in both languages. */
export interface Reason {
  code: string;
  zh: string;
  en: string;
}

/** Why a call waits, or what an agent would be offered (telephony's explanation; further fields are its data). */
export interface Explanation {
  reasons?: Reason[];
  [field: string]: unknown;
}

export interface ApiErrorBody {
  error: { code: string; message: string; message_zh: string; field?: string; [detail: string]: unknown };
}

export const TICKET_STATUSES = [
  "pending",
  "to_dispatch",
  "handling",
  "to_visit",
  "done",
  "archived",
  "returned",
  "suspended",
  "cancelled",
] as const satisfies readonly TicketStatus[];
export type LoggedIn = Schemas["LoggedIn"];
export type CaptchaAnswer = Schemas["CaptchaAnswer"];
export type PasswordRules = Schemas["PasswordRules"];
export type LoginRow = Schemas["LoginRow"];
export type FactorState = Schemas["FactorState"];
export type Enrolment = Schemas["Enrolment"];
export type SecurityRow = Schemas["SecurityRow"];
export type SecurityBody = Schemas["SecurityBody"];
export type UserSecurity = Schemas["UserSecurity"];
export type LinkSurvey = Schemas["LinkSurvey"];
export type RatingRow = Schemas["RatingRow"];
export type SurveyReportRow = Schemas["ReportRow"];
