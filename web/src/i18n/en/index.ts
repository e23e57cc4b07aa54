import admin from "./admin.json";
import announce from "./announce.json";
import auth from "./auth.json";
import callbacks from "./callbacks.json";
import calls from "./calls.json";
import check from "./check.json";
import common from "./common.json";
import customers from "./customers.json";
import desk from "./desk.json";
import dictionaries from "./dictionaries.json";
import documents from "./documents.json";
import errors from "./errors.json";
import fields from "./fields.json";
import flows from "./flows.json";
import frame from "./frame.json";
import histories from "./histories.json";
import live from "./live.json";
import platform from "./platform.json";
import recordings from "./recordings.json";
import reports from "./reports.json";
import settings from "./settings.json";
import testphone from "./testphone.json";
import wall from "./wall.json";
import words from "./words.json";

/** `words` are the field's terms (states, outcomes, roles); every other part belongs to the feature of its name. */
export const catalogue = {
  admin,
  announce,
  auth,
  callbacks,
  calls,
  check,
  common,
  customers,
  desk,
  dictionaries,
  documents,
  errors,
  fields,
  flows,
  frame,
  histories,
  live,
  platform,
  recordings,
  reports,
  settings,
  testphone,
  wall,
  words,
};
