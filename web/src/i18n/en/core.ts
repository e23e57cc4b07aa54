import auth from "./auth.json";
import calls from "./calls.json";
import check from "./check.json";
import common from "./common.json";
import customers from "./customers.json";
import desk from "./desk.json";
import errors from "./errors.json";
import frame from "./frame.json";
import help from "./help.json";
import live from "./live.json";
import messages from "./messages.json";
import words from "./words.json";

/** What the frame and the agent's desk say: all that is loaded first. `words` are the field's terms (states, outcomes, roles);
 * every other part belongs to the feature of its name. */
export const core = {
  auth,
  calls,
  check,
  common,
  customers,
  desk,
  errors,
  frame,
  help,
  live,
  messages,
  words,
};
