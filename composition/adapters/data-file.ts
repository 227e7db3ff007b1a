/** The path of a file in the data folder; only embedded engines ask for one. */
export type DataFile = (...parts: readonly string[]) => string;
