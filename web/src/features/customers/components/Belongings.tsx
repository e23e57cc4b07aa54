import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { Products } from "./Products";
import { Relations } from "./Relations";

interface Props {
  customer: string;
  /** His personal data were erased: nothing is added to them. */
  erased: boolean;
}

/** What a customer owns, and who has to do with him: on his page, and beside a call on the desk. */
export default function Belongings({ customer, erased }: Props) {
  const editable = mayDo(useUser(), "customers.write") && !erased;
  return (
    <>
      <Products customer={customer} editable={editable} />
      <Relations customer={customer} editable={editable} />
    </>
  );
}
