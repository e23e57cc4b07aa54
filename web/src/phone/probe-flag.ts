const FLAG = "hotline.debug";

export function probeWanted(): boolean {
  if (import.meta.env.VITE_PHONE_DEBUG === "1") return true;
  if (new URLSearchParams(location.search).get("debug") === "phone") sessionStorage.setItem(FLAG, "phone");
  return sessionStorage.getItem(FLAG) === "phone";
}
