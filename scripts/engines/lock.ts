import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { poll } from './poll.ts';
import { processIdentity, readIfThere } from './process-identity.ts';

/** Longer than the largest download takes on a slow line. */
const waitMs = 15 * 60_000;

/** Runs the work while no other process of this machine holds the same file. A holder that died is passed over. */
export async function withLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  mkdirSync(dirname(file), { recursive: true });
  await poll(async () => take(file), { withinMs: waitMs, everyMs: 50 });
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): void {
  const holder = readIfThere(file)?.split(' ');
  if (holder?.length === 2 && processIdentity(Number(holder[0])) !== holder[1]) rmSync(file, { force: true });
  // Fails where the file is there: the one step that decides who holds it.
  writeFileSync(file, `${process.pid} ${processIdentity(process.pid)}`, { flag: 'wx' });
}
