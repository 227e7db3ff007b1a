import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'shop-production-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Addresses at which nobody answers: nothing is asked of any engine before the refusal. */
const nowhere = { POSTGRES_URL: 'postgres://127.0.0.1:9/shop', KAFKA_BROKERS: '127.0.0.1:9', REDIS_URL: 'redis://127.0.0.1:9' };

test('in production the launcher refuses the embedded provider, in one sentence', async () => {
  const env = { PATH: process.env['PATH'], MODE: 'production', DATA_FOLDER: folder, ...nowhere };
  const { code, said } = await new Promise<{ code: unknown; said: string }>((resolve) =>
    execFile(process.execPath, [join(import.meta.dirname, 'main.ts'), '--no-engines'], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, said: `${stdout}${stderr}` }),
    ),
  );
  assert.deepEqual([code, said.trim().split('\n').length], [1, 1], said);
  assert.match(said, /^the embedded identity provider serves development only/);
});
