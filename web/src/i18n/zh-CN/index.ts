import account from "./account.json";
import admin from "./admin.json";
import agentskills from "./agentskills.json";
import announce from "./announce.json";
import audit from "./audit.json";
import callbacks from "./callbacks.json";
import calllists from "./calllists.json";
import configfile from "./configfile.json";
import contacts from "./contacts.json";
import { core } from "./core";
import customerfields from "./customerfields.json";
import customerlist from "./customerlist.json";
import customerparts from "./customerparts.json";
import customerstats from "./customerstats.json";
import dictionaries from "./dictionaries.json";
import doctypes from "./doctypes.json";
import documents from "./documents.json";
import fields from "./fields.json";
import flows from "./flows.json";
import gateways from "./gateways.json";
import histories from "./histories.json";
import home from "./home.json";
import hours from "./hours.json";
import impact from "./impact.json";
import imports from "./imports.json";
import knowledge from "./knowledge.json";
import menueditor from "./menueditor.json";
import merging from "./merging.json";
import mynumbers from "./mynumbers.json";
import notices from "./notices.json";
import outbound from "./outbound.json";
import outbox from "./outbox.json";
import platform from "./platform.json";
import prompts from "./prompts.json";
import quality from "./quality.json";
import questionnaires from "./questionnaires.json";
import rate from "./rate.json";
import recordings from "./recordings.json";
import replay from "./replay.json";
import reports from "./reports.json";
import satisfaction from "./satisfaction.json";
import security from "./security.json";
import settings from "./settings.json";
import setup from "./setup.json";
import singles from "./singles.json";
import templates from "./templates.json";
import testphone from "./testphone.json";
import versions from "./versions.json";
import visitbatches from "./visitbatches.json";
import visits from "./visits.json";
import wall from "./wall.json";
import webhooks from "./webhooks.json";
import wrapups from "./wrapups.json";

/** Every word there is; what is not in `core` comes with the first page other than the desk. */
export const catalogue = {
  ...core,
  account,
  admin,
  agentskills,
  announce,
  callbacks,
  calllists,
  hours,
  impact,
  imports,
  prompts,
  audit,
  configfile,
  contacts,
  customerfields,
  customerlist,
  customerparts,
  customerstats,
  dictionaries,
  doctypes,
  documents,
  fields,
  flows,
  gateways,
  histories,
  home,
  knowledge,
  menueditor,
  merging,
  mynumbers,
  notices,
  outbound,
  outbox,
  platform,
  quality,
  questionnaires,
  rate,
  recordings,
  replay,
  reports,
  satisfaction,
  security,
  settings,
  setup,
  singles,
  templates,
  testphone,
  versions,
  visitbatches,
  visits,
  wall,
  webhooks,
  wrapups,
};
