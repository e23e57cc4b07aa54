/** What a customer's record says of him once, in the order in which it is shown; own fields follow. */
export const PROPERTIES = [
  "name",
  "kind",
  "contact",
  "sex",
  "category",
  "level",
  "source",
  "language",
  "region",
  "address",
  "owner_id",
  "note",
] as const;
export type PropertyName = (typeof PROPERTIES)[number];
