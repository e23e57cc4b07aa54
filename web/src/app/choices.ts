/** Whoever types into a choice looks for what he reads, not for its id; told here for every choice that says nothing. */
export const FOUND_BY_LABEL = { showSearch: { optionFilterProp: "label" } };
