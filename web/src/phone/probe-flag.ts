const FLAG = "hotline.debug";

/** Whether measurements may look into the phone; remembered for this tab, since pages drop the query. */
export function probeWanted(): boolean {
  if (import.meta.env.VITE_PHONE_DEBUG === "1") return true;
  if (new URLSearchParams(location.search).get("debug") === "phone") sessionStorage.setItem(FLAG, "phone");
  return sessionStorage.getItem(FLAG) === "phone";
}
