import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { EventStoreUnavailableError } from '../port.ts';
import type { BatchSink } from './append-queue.ts';
import type { Outcome } from './batch-writer.ts';
import type { ConnectionOptions } from './format.ts';
import type { WireAppend } from './rows.ts';
import type { FromWriter, ToWriter } from './writer-worker.ts';

interface Unanswered {
  resolve(outcomes: readonly Outcome[]): void;
  reject(error: Error): void;
}

/** Starts the thread that writes; resolves when it can, rejects where it cannot open the file. */
export async function startWriterThread(options: ConnectionOptions): Promise<BatchSink> {
  const worker = new Worker(new URL('./writer-worker.ts', import.meta.url), { workerData: options });
  await once(worker, 'message');
  return new WriterThread(worker);
}

class WriterThread implements BatchSink {
  readonly #worker: Worker;
  readonly #unanswered: Unanswered[] = [];
  #gone: Error | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (outcomes: Exclude<FromWriter, 'ready'>) => this.#unanswered.shift()?.resolve(outcomes));
    worker.on('error', (cause) => this.#end(new EventStoreUnavailableError('the writer of the event log failed', { cause })));
    worker.on('exit', () => this.#end(new EventStoreUnavailableError('the writer of the event log has ended')));
  }

  get working(): boolean {
    return this.#gone === undefined;
  }

  commit(batch: readonly WireAppend[]): Promise<readonly Outcome[]> {
    return new Promise((resolve, reject) => {
      if (this.#gone) return reject(this.#gone);
      this.#unanswered.push({ resolve, reject });
      this.#worker.postMessage(batch satisfies ToWriter);
    });
  }

  #end(error: Error): void {
    this.#gone ??= error;
    for (const { reject } of this.#unanswered.splice(0)) reject(this.#gone);
  }

  async close(): Promise<void> {
    if (this.#gone) return;
    const exit = once(this.#worker, 'exit');
    this.#worker.postMessage('close' satisfies ToWriter);
    await exit;
  }
}
