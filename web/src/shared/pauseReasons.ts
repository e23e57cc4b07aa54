import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { PauseReason } from "@/api/types";
import { pickText } from "./format";

const NONE: PauseReason[] = [];

export interface PauseReasons {
  rows: PauseReason[];
  /** A reason's name; what was typed, or the code, where it is none of the company's. */
  nameOf: (id: string) => string;
}

/** Why agents pause (示忙, 小休): the company's reasons in their order. */
export function usePauseReasons(): PauseReasons {
  const { t, i18n } = useTranslation();
  const query = useQuery({
    queryKey: ["pause-reasons"],
    queryFn: () => take(api.GET("/api/v1/pause-reasons")),
    staleTime: 5 * 60_000,
  });
  const rows = query.data ?? NONE;
  const nameOf = useCallback(
    (id: string) => {
      if (id === "supervisor" || id === "forced") return t("words.reason.supervisor");
      const found = rows.find((row) => row.id === id);
      return found ? pickText(found.name, i18n.language) : id;
    },
    [rows, t, i18n.language],
  );
  return { rows, nameOf };
}
