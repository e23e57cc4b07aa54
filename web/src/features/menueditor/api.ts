import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Source } from "@/features/settings/model";
import { itemsOf, type MenuForm, type MenuRow } from "./model";

export const MENU: Source<MenuRow, MenuForm> = {
  name: "menu",
  read: () => take(api.GET("/api/v1/menu/arrangement")),
  write: (body) => take(api.PUT("/api/v1/menu/arrangement", { body })),
  formOf: (row) => ({ items: itemsOf(row) }),
  shown: ["menu"],
};

/** The product's own entries, as they are shipped. */
export function useRooms() {
  return useQuery({ queryKey: ["menu-rooms"], queryFn: () => take(api.GET("/api/v1/menu/rooms")) });
}
