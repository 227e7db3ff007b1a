/** One option with its value as a keyword, e.g. `["colour","red"]`: unambiguous whatever either holds. */
export function optionKeyword(name: string, value: string): string {
  return JSON.stringify([name, value]);
}

/** The way back. */
export function optionOf(keyword: string): { readonly name: string; readonly value: string } {
  const [name, value] = JSON.parse(keyword) as [string, string];
  return { name, value };
}
