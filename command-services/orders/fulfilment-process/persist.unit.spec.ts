import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EventStoreUnavailableError } from '@shop/platform/event-store/port.ts';
import { type Log, silentLog } from '@shop/platform/telemetry/port.ts';
import { ProcessMovedError } from './manager.ts';
import { persist } from './persist.ts';

describe('a go at a fulfilment process that fails', () => {
  const toldOf = async (failures: readonly Error[]): Promise<readonly string[]> => {
    const told: string[] = [];
    const log: Log = {
      ...silentLog,
      info: (message) => void told.push(`info: ${message}`),
      error: (message) => void told.push(`error: ${message}`),
    };
    const left = [...failures];
    const clock = { now: () => 0, sleep: () => Promise.resolve() };
    const work = () => {
      const failure = left.shift();
      return failure ? Promise.reject(failure) : Promise.resolve('done');
    };
    const { signal } = new AbortController();
    equal(await persist({ clock, log, signal, orderId: 'o' }, work, () => Promise.reject(new Error('not given up'))), 'done');
    return told;
  };

  it('since another one was faster is made again, and is no error', async () => {
    deepEqual(await toldOf([new ProcessMovedError('moved')]), ['info: another fulfilment process was faster']);
  });

  it('time and again since another one is faster is an error after all', async () => {
    const told = await toldOf(Array.from({ length: 6 }, () => new ProcessMovedError('moved')));
    deepEqual(
      told.map((line) => line.split(':')[0]),
      ['info', 'info', 'info', 'info', 'info', 'error'],
    );
  });

  it('for any other reason is an error', async () => {
    deepEqual(await toldOf([new EventStoreUnavailableError('away')]), ['error: a fulfilment process could not go on']);
  });
});
