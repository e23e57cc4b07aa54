import { useParams } from "react-router";
import { ImportWizard } from "./components/ImportWizard";

/** An import of customers, a new one or one that was begun. */
export function Component() {
  const { id = "new" } = useParams();
  return <ImportWizard key={id} id={id} kind="customers" list={null} base="/imports" />;
}
