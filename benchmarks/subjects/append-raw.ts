import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { serveBench } from '../harness/serve.ts';
import { appendFor } from './append-callers.ts';
import { gathering } from './gathering.ts';

// The least a durable log can be: lines of JSON, everything that waits written in one piece and synced once.
// No index, no revisions, no checksums, no reader.
serveBench(async ({ folder }: { readonly folder: string }) => {
  const file = await open(join(folder, 'log'), 'a');
  const write = gathering(async (lines: readonly string[]) => {
    await file.appendFile(lines.join(''));
    await file.datasync();
  });
  const append = (stream: string, event: object): Promise<void> => write(`${JSON.stringify({ stream, ...event })}\n`);
  return {
    tasks: { run: ({ seconds }: { readonly seconds: number }) => appendFor(seconds, append) },
    close: () => file.close(),
  };
});
