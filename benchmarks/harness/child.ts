import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { FromChild, ToChild } from './protocol.ts';

/** A measured process, or one that makes load. */
export interface Child<Ready> extends AsyncDisposable {
  /** What the child told when it was ready. */
  readonly ready: Ready;
  readonly pid: number;
  /** Has the child do something; rejects with what it says went wrong, or when it dies. */
  ask<Answer>(task: string, input?: unknown): Promise<Answer>;
}

/** The child did not start, died, or could not do what it was asked. */
export class ChildError extends Error {
  override readonly name = 'ChildError';
}

const longestStop = 20_000;
const profiles = join(import.meta.dirname, '..', 'data', 'profiles');

let profiling = false;
/** From now on children write CPU profiles to `benchmarks/data/profiles`. */
export function profileChildren(): void {
  profiling = true;
}

/** Starts `benchmarks/<entry>` as a process and hands it its input; resolves when it says that it is ready. */
export async function startChild<Ready>(entry: string, input?: unknown): Promise<Child<Ready>> {
  const child = fork(join(import.meta.dirname, '..', entry), [], {
    execArgv: [...process.execArgv, ...(profiling ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : [])],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const started = Promise.withResolvers<unknown>();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let asked = 0;
  child.once('exit', (code, signal) => {
    const error = new ChildError(`${entry} ended with ${signal ?? code}`);
    started.reject(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  child.on('message', (message: FromChild) => {
    if ('ready' in message) return started.resolve(message.ready);
    if ('failed' in message) return started.reject(new ChildError(`${entry}: ${message.failed}`));
    const answer = waiting.get(message.id);
    waiting.delete(message.id);
    if ('error' in message) answer?.reject(new ChildError(`${entry}: ${message.error}`));
    else answer?.resolve(message.result);
  });
  const send = (message: ToChild): void => void child.send(message);
  send({ start: input ?? null });
  const ready = (await started.promise) as Ready;
  return {
    ready,
    pid: child.pid as number,
    ask<Answer>(task: string, taskInput?: unknown): Promise<Answer> {
      const id = asked++;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(id, answer);
      send({ id, task, input: taskInput });
      return answer.promise as Promise<Answer>;
    },
    [Symbol.asyncDispose]: () => stop(child, ended),
  };
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.connected) child.send({ stop: true } satisfies ToChild);
  const late = setTimeout(() => child.kill('SIGKILL'), longestStop);
  await ended;
  clearTimeout(late);
}
