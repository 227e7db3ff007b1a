import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { eventStores, type EventStoreName } from './secrets/complete-env.ts';
import { type ComposeFile, envFile, environmentOf, resolvedCompose } from './testing/compose-file.ts';
import { root } from './testing/repository.ts';

const compose = 'docker-compose';
const missing = spawnSync(compose, ['--version']).error !== undefined;

describe(
  'Docker Compose’s own reading of the compose file',
  { skip: missing && process.env['CI'] !== 'true' ? `${compose} is not installed` : false },
  () => {
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'compose-'));
    });
    after(() => rmSync(folder, { recursive: true }));

    const config = (env: string) => {
      const file = join(folder, 'env');
      writeFileSync(file, env);
      return spawnSync(compose, ['--env-file', file, 'config'], { cwd: root, encoding: 'utf8' });
    };

    for (const eventStore of Object.keys(eventStores) as EventStoreName[]) {
      it(`finds nothing wrong with ${eventStore}, and puts in the same settings`, () => {
        const { status, stdout, stderr } = config(envFile(eventStore));
        assert.equal(status, 0, stderr);
        const read = (parse(stdout) as ComposeFile).services;
        const { services } = resolvedCompose(eventStore);
        assert.deepEqual(Object.keys(read).sort(), Object.keys(services).sort());
        for (const name of Object.keys(services)) {
          assert.deepEqual(environmentOf(read[name]), environmentOf(services[name]), name);
        }
      });
    }

    it('refuses to go on without a secret, and says what makes one', () => {
      const { status, stderr } = config(envFile('postgres').replace(/^REDIS_PASSWORD=.*$/m, ''));
      assert.notEqual(status, 0);
      assert.match(stderr, /npm run deploy:secrets/);
    });
  },
);
