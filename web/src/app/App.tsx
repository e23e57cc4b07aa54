import { StyleProvider } from "@ant-design/cssinjs"; // antd's own: it comes with antd, in its version
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { RouterProvider } from "react-router";
import { ApiError, whenSignedOut } from "@/api/client";
import { leaveSession } from "@/api/session";
import { FOUND_BY_LABEL } from "./choices";
import { keptStyles } from "./keptStyles";
import { localeOf } from "./locales";
import { createRouter } from "./routes";
import { themeOf, useAppearance, useStillness } from "./theme";

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => error instanceof ApiError && error.code === "network" && failures < 2,
      },
    },
  });
}

export function App() {
  const { i18n } = useTranslation();
  const appearance = useAppearance();
  const still = useStillness();
  const [client] = useState(makeQueryClient);
  const [router] = useState(createRouter);
  const [styles] = useState(keptStyles);

  useEffect(() => {
    whenSignedOut(() => {
      leaveSession();
      client.setQueryData(["me"], null);
    });
  }, [client]);

  useEffect(() => {
    document.documentElement.dataset.appearance = appearance;
    document.documentElement.style.colorScheme = appearance;
  }, [appearance]);

  return (
    <StyleProvider cache={styles}>
      <ConfigProvider
        locale={localeOf(i18n.language)}
        theme={themeOf(appearance, still)}
        select={FOUND_BY_LABEL}
        button={{ autoInsertSpace: false }}
      >
        <AntApp component="div" style={{ height: "100%" }} notification={{ placement: "bottomRight" }}>
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </AntApp>
      </ConfigProvider>
    </StyleProvider>
  );
}
