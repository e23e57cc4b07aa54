import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import type { NewUser, UserChange } from "@/api/types";
import type { Made, Setup, StepName } from "./model";

type Schemas = components["schemas"];
export type Company = Schemas["CompanyBody"];
export type Entry = Schemas["EntryRow"];

const KEY = ["setup"];

export function useSetup(enabled = true) {
  return useQuery({
    queryKey: KEY,
    queryFn: () => take(api.GET("/api/v1/setup")),
    enabled,
    staleTime: 60_000,
  });
}

/** Tell how far it has come; pages, lists and names are read anew after it. */
export function useTell() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["SetupChange"]) => take(api.PATCH("/api/v1/setup", { body })),
    onSuccess: (setup: Setup) => {
      client.setQueryData(KEY, setup);
      for (const read of ["admin", "directory", "me", "flow-editor", "company"])
        void client.invalidateQueries({ queryKey: [read] });
    },
  });
}

export const done = (step: StepName, made: Made[]): Schemas["SetupChange"] => ({
  steps: { [step]: { outcome: "done", made } },
});

export const skipped = (step: StepName): Schemas["SetupChange"] => ({
  steps: { [step]: { outcome: "skipped", made: [] } },
});

export function useCompany() {
  return useQuery({ queryKey: ["company"], queryFn: () => take(api.GET("/api/v1/company")) });
}

export const saveCompany = (body: Company) => take(api.PUT("/api/v1/company", { body }));

export function useAccount(id: string) {
  return useQuery({
    queryKey: ["admin", "users", id],
    queryFn: () => take(api.GET("/api/v1/users/{id}", { params: { path: { id } } })),
  });
}

export const saveUser = (id: string, body: UserChange) =>
  take(api.PATCH("/api/v1/users/{id}", { params: { path: { id } }, body }));

export const makeUser = (body: NewUser) => take(api.POST("/api/v1/users", { body }));
export const makeDevice = (id: string, name: string) => take(api.POST("/api/v1/devices", { body: { id, name } }));
export const makeQueue = (body: Schemas["NewQueue"]) => take(api.POST("/api/v1/queues", { body }));
export const readQueues = () => take(api.GET("/api/v1/queues"));
export const readFlows = () => take(api.GET("/api/v1/flows"));

export const makeFlow = (document: Record<string, unknown>) =>
  take(api.POST("/api/v1/flows", { body: { document, comment: "" } }));

export function useTemplates(queue: string) {
  return useQuery({
    queryKey: ["flow-templates", queue],
    queryFn: () => take(api.GET("/api/v1/flow-templates", { params: { query: { queue } } })),
  });
}

export function useEntries() {
  return useQuery({ queryKey: ["admin", "entries"], queryFn: () => take(api.GET("/api/v1/entries")) });
}

export const makeEntry = (body: Schemas["NewEntry"]) => take(api.POST("/api/v1/entries", { body }));

export const moveEntry = (number: string, body: Schemas["EntryChange"]) =>
  take(api.PATCH("/api/v1/entries/{number}", { params: { path: { number } }, body }));
