/** The text of a page; rejects unless the answer is a success. */
export async function askHttp(address: string, withinMs = 5_000): Promise<string> {
  const response = await fetch(address, { signal: AbortSignal.timeout(withinMs), headers: { connection: 'close' } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return text;
}
