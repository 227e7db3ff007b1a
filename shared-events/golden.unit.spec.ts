import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventCatalogue } from './catalogue.ts';
import { parseEvent } from './upcast.ts';

const folder = join(import.meta.dirname, 'golden');

interface Golden {
  readonly type: string;
  readonly version: number;
  readonly data: unknown;
}

const golden = readdirSync(folder).map((file) => ({ file, ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Golden) }));

test('every version of every event has its golden file, and there are no others', () => {
  const expected = [...eventCatalogue.values()].flatMap(({ type, version }) =>
    Array.from({ length: version }, (_, older) => `${type}.v${older + 1}.json`),
  );
  assert.deepEqual(golden.map(({ file }) => file).toSorted(), expected.toSorted());
});

test('an event that was written once can be read for ever', () => {
  for (const { type, version, data } of golden) {
    const parsed = parseEvent(eventCatalogue, type, version, data);
    // A file of the current version comes back as it was written: nothing is dropped or added on the way.
    if (version === eventCatalogue.get(type)?.version) assert.deepEqual(parsed, data, type);
  }
});
