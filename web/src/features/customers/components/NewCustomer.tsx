import { useNavigate } from "react-router";
import { useDraft } from "@/shared/draft";
import type { Kept } from "../typed";
import { CustomerForm } from "./CustomerForm";

/** A customer is entered who has not called; what is typed is there again when the page was left. */
export function NewCustomer() {
  const navigate = useNavigate();
  const draft = useDraft<Kept>("customer.new");
  return (
    <CustomerForm
      customer={null}
      number=""
      region={{}}
      draft={draft}
      page
      onSaved={(saved) => void navigate(`/customers/${saved.id}`)}
    />
  );
}
