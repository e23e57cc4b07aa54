import { Navigate, useParams } from "react-router";

/** Addresses of tickets from before they were documents: bookmarks and messages still lead there. */
export function Component() {
  const { id } = useParams();
  return <Navigate to={id ? `/documents/${id}` : "/documents?list=all&family=ticket"} replace />;
}
