import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { serveBench } from '../harness/serve.ts';
import { appendFor } from './append-callers.ts';

interface Waiting {
  readonly line: string;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

// The least a durable log can be: lines of JSON, everything that waits written in one piece and synced once.
// No index, no revisions, no checksums, no reader.
serveBench(async ({ folder }: { readonly folder: string }) => {
  const file = await open(join(folder, 'log'), 'a');
  let waiting: Waiting[] = [];
  let writing = false;

  async function write(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await file.appendFile(batch.map(({ line }) => line).join(''));
        await file.datasync();
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
      // Those who were answered ask again at once: they go together.
      await new Promise((resolve) => setImmediate(resolve));
    }
    writing = false;
  }

  const append = (stream: string, event: object): Promise<void> =>
    new Promise((done, failed) => {
      waiting.push({ line: `${JSON.stringify({ stream, ...event })}\n`, done, failed });
      if (!writing) void write();
    });
  return {
    tasks: { run: ({ seconds }: { readonly seconds: number }) => appendFor(seconds, append) },
    close: () => file.close(),
  };
});
