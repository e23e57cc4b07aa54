import type { catalogue } from "./zh-CN";

/** The Chinese catalogue is the one that types are made from; the English one has to have the same keys. */
export type Catalogue = typeof catalogue;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: Catalogue };
  }
}
