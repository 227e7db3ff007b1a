import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

const patience = 20_000;

/** Looks until it is so; fails after 20 s with what was waited for and the state it was left in. */
export async function poll(what: string, isSo: () => boolean, state: () => string = () => ''): Promise<void> {
  const deadline = Date.now() + patience;
  while (!isSo()) {
    assert.ok(Date.now() < deadline, `${what}: never; ${state()}`);
    await sleep(25);
  }
}
