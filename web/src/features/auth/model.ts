/** The shortest password that the server takes. */
export const MIN_PASSWORD = 8;
