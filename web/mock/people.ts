/** The sample company of the mock server: an online shop with a heating-service hotline. */

export const now = () => Date.now() / 1000;
export const iso = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000).toISOString();

interface MockUser {
  id: string;
  username: string;
  name: string;
  number: string | null;
  role: "administrator" | "supervisor" | "agent";
  language: "zh" | "en";
  must_change_password: boolean;
}

const user = (id: string, username: string, name: string, number: string | null, role: MockUser["role"]): MockUser => ({
  id,
  username,
  name,
  number,
  role,
  language: "zh",
  must_change_password: false,
});

export const users: MockUser[] = [
  user("u0", "admin", "系统管理员", null, "administrator"),
  user("u1", "wangfang", "王芳", "1001", "agent"),
  user("u2", "liwei", "李伟", "1002", "agent"),
  user("u3", "zhangmin", "张敏", "1003", "agent"),
  user("u4", "chenjie", "陈杰", "1004", "agent"),
  user("u5", "liuyang", "刘洋", "1005", "agent"),
  user("u6", "zhaolei", "赵磊", "1006", "agent"),
  user("u9", "sunli", "孙莉", "1009", "supervisor"),
  { ...user("u8", "newbie", "新人", "1008", "agent"), must_change_password: true },
];

export const queues = [
  { id: "sales", name: { zh: "购物咨询", en: "Shopping" } },
  { id: "heating", name: { zh: "供暖报修", en: "Heating repair" } },
  { id: "complaints", name: { zh: "投诉建议", en: "Complaints" } },
  { id: "english", name: { zh: "英文服务", en: "English service" } },
];

export const dictionaries = Object.entries({
  ticket_type: {
    consult: ["咨询", "Consultation"],
    complaint: ["投诉", "Complaint"],
    repair: ["报修", "Repair"],
    installation: ["安装", "Installation"],
  },
  disposition: {
    solved: ["已解决", "Solved"],
    ticket: ["已转工单", "Ticket made"],
    follow_up: ["需回访", "To be followed up"],
    wrong_number: ["打错电话", "Wrong number"],
  },
  customer_category: {
    regular: ["普通客户", "Regular"],
    member: ["会员", "Member"],
    heating: ["供暖用户", "Heating household"],
  },
  customer_source: { call: ["来电", "Call"], website: ["网站", "Website"], shop: ["门店", "Shop"] },
  customer_level: { standard: ["普通", "Standard"], gold: ["金卡", "Gold"] },
  break_reason: {
    rest: ["休息", "Rest"],
    meal: ["用餐", "Meal"],
    meeting: ["会议", "Meeting"],
    training: ["培训", "Training"],
  },
} as Record<string, Record<string, [string, string]>>).flatMap(([dictionary, entries]) =>
  Object.entries(entries).map(([code, [name_zh, name_en]], position) => ({
    dictionary,
    code,
    name_zh,
    name_en,
    position,
    active: true,
  })),
);

const NAMES = ["李秀英", "张伟", "王静", "刘强", "陈丽", "杨军", "赵敏", "黄海", "周涛", "吴娟", "徐磊", "孙燕"];
const REGIONS = [
  ["北京", "Beijing"],
  ["河北石家庄", "Shijiazhuang, Hebei"],
  ["山东济南", "Jinan, Shandong"],
  ["辽宁沈阳", "Shenyang, Liaoning"],
] as const;

export const customers = NAMES.map((name, index) => {
  const region = REGIONS[index % REGIONS.length] ?? REGIONS[0];
  return {
    id: `c${index}`,
    number: String(10_000_001 + index),
    kind: "person",
    name: index === 11 ? "" : name,
    contact: "",
    sex: index % 2 ? "male" : "female",
    source: "call",
    category: ["regular", "member", "heating"][index % 3],
    level: "standard",
    language: "zh",
    region_zh: region[0],
    region_en: region[1],
    address: `幸福小区 ${index + 1} 号楼 2 单元 30${index % 9}`,
    note: index === 0 ? "老客户，喜欢下午联系。" : "",
    provisional: index === 11,
    owner_id: null,
    last_contact_at: iso(3600 * (index + 1)),
    last_served_at: iso(3600 * (index + 1)),
    last_agent_id: `u${(index % 6) + 1}`,
    created_at: iso(86_400 * (30 + index)),
    updated_at: iso(3600),
    version: 1,
    phones: [{ number: `+861380013${String(8000 + index)}`, label: "手机" }],
  };
});

const TITLES = ["暖气不热", "退货进度查询", "发票抬头更改", "快递未送达", "安装预约", "阀门漏水"];
const STATUSES = ["pending", "handling", "to_visit", "done", "to_dispatch", "suspended"];

export const tickets = TITLES.map((title, index) => ({
  id: `t${index}`,
  number: `2026112100${String(index + 1).padStart(3, "0")}`,
  type: ["repair", "consult", "consult", "complaint", "installation", "repair"][index] ?? "consult",
  status: STATUSES[index],
  title,
  customer_id: `c${index}`,
  customer_name: NAMES[index],
  phone: `+861380013${8000 + index}`,
  call_id: `call${index}`,
  assignee_id: `u${(index % 6) + 1}`,
  created_by: "u1",
  created_at: iso(7200 * (index + 1)),
  updated_at: iso(1800 * (index + 1)),
  closed_at: STATUSES[index] === "done" ? iso(1200) : null,
  version: 2,
  content: "客户反映客厅两组暖气片不热，其他房间正常。已提醒检查阀门，需要上门。",
  next: ["handling", "done", "cancelled"],
  remarks: [{ id: `r${index}`, text: "已联系客户，约定明天上午 9 点上门。", created_by: "u2", created_at: iso(3600) }],
  history: [
    {
      id: `h${index}0`,
      action: "create",
      changes: { status: [null, "pending"] },
      created_by: "u1",
      created_at: iso(7200),
    },
    {
      id: `h${index}1`,
      action: "update",
      changes: { status: ["pending", STATUSES[index]] },
      created_by: "u2",
      created_at: iso(3700),
    },
  ],
}));
