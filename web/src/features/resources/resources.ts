/** What the rooms for simple settings need to know: where a thing is, what its form is, what a list shows. */

export type Source =
  | "queues"
  | "flows"
  | "users"
  | "agents"
  | "hours"
  | "skills"
  | "units"
  | "trunks"
  | "devices"
  | "roles"
  | "positions"
  | "functions"
  | "music"
  | `dictionary:${string}`;

export interface Resource {
  /** Its words in the catalogue (`settings.rooms.…`). */
  room: string;
  /** Who lacks it cannot open the room. */
  function: string;
  /** Who lacks it can look only; the same as `function` where it is absent. */
  manage?: string;
  path: string;
  /** The schema of what is sent to make one. */
  body: string;
  /** The part of the body that names it, and cannot be changed later. */
  id: string;
  /** `put`: making and changing are both a PUT to the thing's own address, with the whole body. */
  change: "patch" | "put";
  columns: readonly string[];
  /** Path of a field, or its name → where its choices come from. */
  choices: Readonly<Record<string, Source>>;
  /** The schema of a change where it is not that of a new one. */
  changed?: string;
  /** The list comes in pages; with `search` it can be looked through. */
  paged?: boolean;
  search?: boolean;
  /** A change says which version it was made from. */
  versioned?: boolean;
  /** A field that the server lays over what is there, and what takes one of its keys away. */
  overlaid?: { field: string; gone: unknown };
  /** Things are switched off, not deleted. */
  kept?: boolean;
  /** What making one answers that is shown once only. */
  once?: string;
}

export const RESOURCES: readonly Resource[] = [
  {
    room: "users",
    function: "users.read",
    manage: "users.manage",
    path: "/users",
    body: "NewUser",
    changed: "UserChange",
    id: "",
    change: "patch",
    columns: ["username", "name", "number", "roles", "unit_id", "position_id", "disabled", "last_login_at"],
    choices: {
      roles: "roles",
      unit_id: "units",
      position_id: "positions",
      superior_id: "users",
      "queues.queue": "queues",
    },
    paged: true,
    search: true,
    kept: true,
  },
  {
    room: "units",
    function: "units.manage",
    path: "/units",
    body: "NewUnit",
    changed: "UnitChange",
    id: "",
    change: "patch",
    columns: ["name_zh", "name_en", "kind", "parent_id", "head_id", "phone", "users"],
    choices: { parent_id: "units", head_id: "users" },
    versioned: true,
  },
  {
    room: "positions",
    function: "positions.manage",
    path: "/positions",
    body: "NewPosition",
    id: "",
    change: "patch",
    columns: ["name", "rank", "users"],
    choices: {},
  },
  {
    room: "roles",
    function: "roles.manage",
    path: "/roles",
    body: "NewRole",
    changed: "RoleChange",
    id: "",
    change: "patch",
    columns: ["name", "base", "built_in", "users"],
    choices: { "grants.key": "functions", "grants.units": "units", copy_of: "roles" },
    versioned: true,
    overlaid: { field: "grants", gone: { scope: "none", units: [] } },
  },
  {
    room: "queues",
    function: "queues.manage",
    path: "/queues",
    body: "NewQueue",
    id: "id",
    change: "patch",
    columns: ["id", "name", "strategy", "priority", "ring_timeout", "wrap_up", "max_wait", "sticky_enabled"],
    kept: true,
    choices: {
      hours: "hours",
      music: "music",
      "callback.hours": "hours",
      "survey.flow": "flows",
      "demand.skill": "skills",
      "category_priority.key": "dictionary:customer_category",
      unit_id: "units",
    },
  },
  {
    room: "skills",
    function: "skills.manage",
    path: "/skills",
    body: "NewSkill",
    id: "id",
    change: "patch",
    columns: ["id", "name"],
    choices: {},
  },
  {
    room: "pauses",
    function: "pauses.manage",
    path: "/pause-reasons",
    body: "NewPauseReason",
    id: "id",
    change: "patch",
    columns: ["id", "name", "state", "paid", "limit"],
    choices: {},
  },
  {
    room: "hours",
    function: "hours.manage",
    path: "/hours",
    body: "HoursBody",
    id: "id",
    change: "put",
    columns: ["id", "name", "country"],
    choices: {},
  },
  {
    room: "entries",
    function: "entries.manage",
    path: "/entries",
    body: "NewEntry",
    id: "number",
    change: "patch",
    columns: ["number", "name", "flow", "language", "priority"],
    choices: { flow: "flows" },
  },
  {
    room: "trunks",
    function: "trunks.manage",
    path: "/trunks",
    body: "NewTrunk",
    id: "id",
    change: "patch",
    columns: ["id", "name", "host", "enabled", "preference"],
    choices: {},
  },
  {
    room: "workstations",
    function: "devices.manage",
    path: "/workstations",
    body: "NewWorkstation",
    id: "",
    change: "patch",
    columns: ["name", "extension"],
    choices: { extension: "devices" },
    once: "token",
  },
  {
    room: "mailboxes",
    function: "mailboxes.manage",
    path: "/mailboxes",
    body: "NewMailbox",
    id: "id",
    change: "patch",
    columns: ["id", "name", "queue_id", "user_id"],
    choices: { queue_id: "queues", user_id: "users", unit_id: "units" },
  },
  {
    room: "outlets",
    function: "outlets.manage",
    path: "/outlets",
    body: "NewOutlet",
    changed: "OutletChange",
    id: "id",
    change: "patch",
    columns: ["id", "name", "unit_id", "region", "phone", "state"],
    choices: { unit_id: "units", "staff.user_id": "users" },
    paged: true,
    search: true,
  },
  {
    room: "lists",
    function: "lists.manage",
    path: "/number-lists",
    body: "NewListed",
    id: "",
    change: "patch",
    columns: ["list", "direction", "number", "action", "reason", "expires_at"],
    choices: {},
    paged: true,
  },
];

/** As who is affected by one of its things is asked for: the name of its address. */
export const kindOf = (resource: Resource) => resource.path.slice(1);

export const resourceOf = (room: string) => RESOURCES.find((one) => one.room === room);
export const ROOMS = RESOURCES.map((one) => one.room);
