import { fileURLToPath } from "node:url";

/** What the bundler tells of a module. */
interface Module {
  importedIds: readonly string[];
  code: string | null;
}
interface Graph {
  getModuleInfo(id: string): Module | null;
}

const source = (path: string) => fileURLToPath(new URL(`../src/${path}`, import.meta.url));

/**
 * What a browser needs until an agent can work, in the order in which it needs it. Each step is one file instead of
 * dozens, with all that it imports and that no step before it brings: a request costs more than most modules.
 */
const STEPS = {
  start: ["main.tsx", "features/frame/components/HeaderBar.tsx"],
  desk: ["features/desk/DeskPage.tsx", "features/desk/PhoneBar.tsx", "features/frame/EntrySymbol.tsx"],
  work: ["features/desk/components/WorkDesk.tsx"],
};

/** What the page behind a customer's link shares with the others: a phone on the road loads no more than this and the page. */
const SHARED = [
  /[\\/]node_modules[\\/](react|react-dom|scheduler)[\\/]/,
  /[\\/]i18n[\\/](language\.ts|[^\\/]+[\\/]rate\.json)$/,
  /vite[\\/]modulepreload-polyfill/,
];

export function customersPage() {
  return { name: "base", test: (id: string) => SHARED.some((one) => one.test(id)), priority: 200 };
}

/** For `output.codeSplitting.groups`: modules that are needed earlier are taken first. */
export function firstLoad() {
  let steps: ReadonlyMap<string, string> | null = null;
  const stepOf = (id: string, context: Graph) => {
    steps ??= walk(context);
    return steps.get(id);
  };
  return Object.keys(STEPS).map((step, place) => ({
    name: (id: string, context: Graph) => (stepOf(id, context) === step ? step : null),
    priority: 100 - place,
  }));
}

function walk(context: Graph): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [step, entries] of Object.entries(STEPS)) {
    const open = entries.map(source);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const module = found.has(id) ? null : context.getModuleInfo(id);
      if (!module) continue;
      found.set(id, step);
      open.push(...importsOf(module));
    }
  }
  return found;
}

/** Libraries whose index names hundreds of modules; only those that are asked for by name are taken from it. */
const INDEXES = [
  { name: "antd", end: "/antd/es/index.js", part: (name: string) => `${kebab(name)}/index.js` },
  { name: "@ant-design/icons", end: "/@ant-design/icons/es/index.js", part: (name: string) => `icons/${name}.js` },
];

const kebab = (name: string) => name.replace(/(?<!^)(?=[A-Z])/g, "-").toLowerCase();

function importsOf({ importedIds, code }: Module): string[] {
  return importedIds.flatMap((id) => {
    const index = INDEXES.find(({ end }) => id.endsWith(end));
    if (!index) return [id];
    const named = (code ?? "").matchAll(new RegExp(`import\\s*\\{([^}]*)\\}\\s*from\\s*["']${index.name}["']`, "g"));
    const names = [...named].flatMap(([, list]) =>
      (list ?? "").split(",").map((one) => one.trim().split(/\s+as\s+/)[0] ?? ""),
    );
    return names.filter(Boolean).map((name) => id.replace(/index\.js$/, index.part(name)));
  });
}
