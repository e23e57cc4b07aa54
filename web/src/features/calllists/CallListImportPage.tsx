import { useParams } from "react-router";
import { ImportWizard } from "@/features/imports/components/ImportWizard";

/** Numbers of a call list out of a file. */
export function Component() {
  const { id = "", job = "new" } = useParams();
  return <ImportWizard key={job} id={job} kind="call_list" list={id} base={`/call-lists/${id}`} />;
}
