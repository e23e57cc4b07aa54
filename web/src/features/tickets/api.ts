import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { QueryOf, TicketChange, TicketDetail, TicketInput } from "@/api/types";

export function useTickets(query: QueryOf<"/api/v1/tickets">) {
  return useQuery({
    queryKey: ["tickets", query],
    queryFn: () => take(api.GET("/api/v1/tickets", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useTicket(id: string) {
  return useQuery({
    queryKey: ["ticket", id],
    queryFn: () => take(api.GET("/api/v1/tickets/{id}", { params: { path: { id } } })),
  });
}

export function useCreateTicket() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: TicketInput) => take(api.POST("/api/v1/tickets", { body })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["tickets"] });
      void client.invalidateQueries({ queryKey: ["customer"] });
    },
  });
}

export function useChangeTicket(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: TicketChange): Promise<TicketDetail> =>
      take(api.PATCH("/api/v1/tickets/{id}", { params: { path: { id } }, body })),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["ticket", id] });
      void client.invalidateQueries({ queryKey: ["tickets"] });
    },
  });
}

export function useRemark(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) =>
      take(api.POST("/api/v1/tickets/{id}/remarks", { params: { path: { id } }, body: { text } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["ticket", id] }),
  });
}
