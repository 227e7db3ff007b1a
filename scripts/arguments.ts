/**
 * A command's arguments. Where `parse` throws a `TypeError`, they are not of the command's form: says why in a sentence,
 * shows the usage and ends with 2.
 */
export function argumentsOr<T>(usage: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node goes on about positional arguments after the first sentence.
    console.error(`${error.message.split('. ', 1)[0]?.replace(/\.$/, '')}.\n\n${usage}`);
    process.exit(2);
  }
}

/** The number that an argument says; not a number where it says nothing. */
export function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
