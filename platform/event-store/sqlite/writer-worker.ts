import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { BatchWriter, type Outcome } from './batch-writer.ts';
import { connect, type ConnectionOptions } from './format.ts';
import type { WireAppend } from './rows.ts';

/** What the writer's thread is told: appends to write, or to finish. */
export type ToWriter = readonly WireAppend[] | 'close';

/** What it answers: `ready` once, then the outcomes of each message in order. */
export type FromWriter = 'ready' | readonly Outcome[];

/** Most appends of one transaction. */
const mostAppends = 2_048;

const port = parentPort as MessagePort;
const db = connect(workerData as ConnectionOptions);
const writer = new BatchWriter(db);

port.on('message', (message: ToWriter) => {
  const batches: (readonly WireAppend[])[] = [];
  let appends = 0;
  let next: ToWriter | undefined = message;
  // What has arrived meanwhile goes along in the same transaction.
  while (next !== undefined && next !== 'close') {
    batches.push(next);
    appends += next.length;
    next = appends < mostAppends ? received() : undefined;
  }
  if (batches.length > 0) write(batches);
  if (next === 'close') {
    db.close();
    port.close();
  }
});

function received(): ToWriter | undefined {
  return (receiveMessageOnPort(port) as { message: ToWriter } | undefined)?.message;
}

function write(batches: readonly (readonly WireAppend[])[]): void {
  const outcomes = writer.commit(batches.flat());
  let from = 0;
  for (const batch of batches) {
    port.postMessage(outcomes.slice(from, from + batch.length) satisfies FromWriter);
    from += batch.length;
  }
}

port.postMessage('ready' satisfies FromWriter);
