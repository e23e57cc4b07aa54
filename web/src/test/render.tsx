import { createCache, StyleProvider, type Transformer } from "@ant-design/cssinjs"; // antd's own: it comes with antd, in its version
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type RenderResult, render } from "@testing-library/react";
import { App as AntApp, ConfigProvider } from "antd";
import i18next from "i18next";
import type { ReactNode } from "react";
import { initReactI18next } from "react-i18next";
import { createMemoryRouter, RouterProvider } from "react-router";
import type { User } from "@/api/types";
import { FOUND_BY_LABEL } from "@/app/choices";
import { UserContext } from "@/features/auth/useUser";
import { catalogue as english } from "@/i18n/en";
import { catalogue as chinese } from "@/i18n/zh-CN";

export const AGENT: User = {
  id: "u1",
  username: "wangfang",
  name: "王芳",
  number: "1001",
  role: "agent",
  language: "zh",
  must_change_password: false,
  functions: {
    "phone.use": "all",
    "calls.read": "own",
    "calls.write": "own",
    "callbacks.read": "own",
    "callbacks.write": "own",
    "customers.read": "below",
    "customers.write": "below",
    "tickets.read": "below",
    "tickets.write": "below",
    "documents.read": "below",
    "documents.write": "below",
    "recordings.read": "own",
    "voicemails.read": "own",
    "voicemails.handle": "own",
    "histories.read": "own",
    "kpis.read": "own",
    "knowledge.read": "all",
    "knowledge.write": "own",
    "outbox.send": "all",
  },
};

const DECIDES_WHAT_IS_SEEN = new Set(["display", "visibility", "pointerEvents"]);

/** Of antd's styles only what decides whether something is there for a person: every search by role asks jsdom for the
 * styles of each element, and it tries each of thousands of rules. */
const seenOnly: Transformer = {
  visit: (style) =>
    Object.fromEntries(
      Object.entries(style).filter(
        ([key, value]) =>
          DECIDES_WHAT_IS_SEEN.has(key) ||
          (typeof value === "object" && value !== null && key !== "animationName" && !("_skip_check_" in value)),
      ),
    ),
};

/** Styles that are in the document: those of this file, since the document is cleared at its end. */
const cache = createCache();

/** Renders `children` with everything that pages expect around them. */
export async function show(
  children: ReactNode,
  options: { language?: "zh-CN" | "en"; path?: string; user?: User } = {},
): Promise<RenderResult> {
  await i18next.use(initReactI18next).init({
    lng: options.language ?? "zh-CN",
    fallbackLng: false,
    resources: { "zh-CN": { translation: chinese }, en: { translation: english } },
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = createMemoryRouter([{ path: "*", element: children }], { initialEntries: [options.path ?? "/"] });
  return render(
    <StyleProvider cache={cache} transformers={[seenOnly]}>
      <ConfigProvider theme={{ token: { motion: false } }} select={FOUND_BY_LABEL} button={{ autoInsertSpace: false }}>
        <AntApp>
          <QueryClientProvider client={client}>
            <UserContext value={options.user ?? AGENT}>
              <RouterProvider router={router} />
            </UserContext>
          </QueryClientProvider>
        </AntApp>
      </ConfigProvider>
    </StyleProvider>,
  );
}
