import { later } from "@/shared/later";

/** The phone bar, which only agents load. */
export const phoneBar = later(async () => (await import("./PhoneBar")).PhoneBar);
