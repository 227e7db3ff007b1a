import { setTimeout as sleep } from 'node:timers/promises';
import { ReadStoreUnavailableError } from '../port.ts';
import type { Redis } from 'ioredis';
import type { Connection } from './connection.ts';
import { infoOf, nodesOf } from './nodes.ts';

const STEP_MS = 50;

/**
 * How something is taken out of Redis's files. `rewrite`: every server behind the connection writes its
 * append-only file and its snapshot anew, and the commit waits for it. `engine`: whoever runs Redis sees to it,
 * for many managed ones do not let clients do it; then what was removed stays in files for as long as that takes.
 */
export type Forgetting = 'rewrite' | 'engine';

/**
 * Has all servers write their files anew. Callers that come while this is being done share the next round: what
 * they removed may not be in the one that runs. Throws {@link ReadStoreUnavailableError} where it cannot be done
 * within `withinMs`.
 */
export function fileRewriter(connection: Connection, forgetting: Forgetting, withinMs: number): () => Promise<void> {
  if (forgetting === 'engine') return async () => {};
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  const round = async (): Promise<void> => {
    next = null;
    await connection.run(async (client) => {
      await Promise.all(nodesOf(client).map((node) => rewriteFiles(node, Date.now() + withinMs)));
    });
  };
  return () => {
    if (!next) {
      next = running.then(round);
      running = next.catch(() => {});
    }
    return next;
  };
}

async function rewriteFiles(node: Redis, until: number): Promise<void> {
  const persistence = await infoOf(node, 'persistence');
  if (persistence.get('aof_enabled') === '1') {
    await idle(node, until);
    await started(() => node.bgrewriteaof());
    await idle(node, until);
    await succeeded(node, 'aof_last_bgrewrite_status', 'append-only file');
  }
  // Also where no snapshots are made any more: an old one may lie there.
  await idle(node, until);
  await started(() => node.bgsave());
  await idle(node, until);
  await succeeded(node, 'rdb_last_bgsave_status', 'snapshot');
}

async function started(command: () => Promise<unknown>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ReadStoreUnavailableError(`Redis does not rewrite its files, so nothing can be forgotten: ${message}`, {
      cause: error,
    });
  }
}

/** Waits until no child process writes a file, nor is about to. */
async function idle(node: Redis, until: number): Promise<void> {
  const busy = ['aof_rewrite_in_progress', 'aof_rewrite_scheduled', 'rdb_bgsave_in_progress'];
  for (;;) {
    const persistence = await infoOf(node, 'persistence');
    if (busy.every((field) => (persistence.get(field) ?? '0') === '0')) return;
    if (Date.now() > until) throw new ReadStoreUnavailableError('Redis takes too long to rewrite its files');
    await sleep(STEP_MS);
  }
}

async function succeeded(node: Redis, field: string, file: string): Promise<void> {
  const status = (await infoOf(node, 'persistence')).get(field);
  if (status !== 'ok') throw new ReadStoreUnavailableError(`Redis could not rewrite its ${file}: ${status}`);
}
