import { ListFailed } from "@/shared/list/states";
import { Loading } from "./Loading";

/** In place of what has been asked for: that it is on its way, or why it did not come. */
export function Waiting({ query }: { query: { error: unknown; refetch: () => unknown } }) {
  return query.error ? <ListFailed error={query.error} onRetry={query.refetch} /> : <Loading />;
}
