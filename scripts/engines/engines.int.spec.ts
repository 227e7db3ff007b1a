import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { look, restart, start, stop, strikeDown } from './control.ts';
import { findCommand } from './debian.ts';
import { type EngineHome, homeIn } from './home.ts';
import { freePorts } from './ports.ts';
import { askRedis } from './redis-ask.ts';
import { readState, writeState } from './state.ts';

describe(
  'an engine of a home of its own',
  { skip: findCommand('redis-server') === null && 'redis-server is not installed' },
  () => {
    let home: EngineHome;
    let port: number;
    const folders: string[] = [];

    before(() => assert.notEqual(findCommand('redis-server'), null));
    beforeEach(async () => {
      if (home) await stop(home, 'redis');
      [port = 0] = await freePorts(1);
      const folder = mkdtempSync(join(tmpdir(), 'engines-'));
      folders.push(folder);
      home = homeIn(folder, { redis: [port] });
    });
    after(async () => {
      await stop(home, 'redis');
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    });

    const running = (): unknown => JSON.parse(readFileSync(home.runningFile, 'utf8'));
    const pid = (): number | undefined => readState(home, 'redis')?.processes[0]?.pid;

    it('answers when start returns, and is written down beside the entries of others', async () => {
      writeFileSync(home.runningFile, JSON.stringify({ zipkin: { url: 'http://127.0.0.1:1' } }));
      const started = await start(home, 'redis');
      assert.equal(started.startedNow, true);
      assert.deepEqual(started.ports, [port]);
      assert.equal(await askRedis(port, ['PING']), '+PONG');
      assert.deepEqual(running(), { zipkin: { url: 'http://127.0.0.1:1' }, redis: { url: `redis://127.0.0.1:${port}` } });
      await stop(home, 'redis');
      assert.deepEqual(running(), { zipkin: { url: 'http://127.0.0.1:1' } });
    });

    it('is found by a second start, also by two at once', async () => {
      const outcomes = await Promise.all([start(home, 'redis'), start(home, 'redis')]);
      const first = pid();
      assert.deepEqual(outcomes.map(({ startedNow }) => startedNow).toSorted(), [false, true]);
      assert.equal((await start(home, 'redis')).startedNow, false);
      assert.equal(pid(), first);
    });

    it('keeps what it acknowledged through kill -9, and start brings it up again', async () => {
      await start(home, 'redis');
      for (let i = 0; i < 200; i++) assert.equal(await askRedis(port, ['SET', `key-${i}`, `value-${i}`]), '+OK');
      await strikeDown(home, 'redis', 'SIGKILL');
      assert.equal(await look(home, 'redis'), 'dead');
      assert.equal((await start(home, 'redis')).startedNow, true);
      assert.equal(await askRedis(port, ['DBSIZE']), ':200');
      assert.equal(await askRedis(port, ['GET', 'key-199']), 'value-199');
    });

    it('keeps its data through stop and start, and restart', async () => {
      await start(home, 'redis');
      await askRedis(port, ['SET', 'kept', 'yes']);
      assert.equal(await stop(home, 'redis'), true);
      assert.equal(await look(home, 'redis'), 'stopped');
      await start(home, 'redis');
      const first = pid();
      await restart(home, 'redis');
      assert.notEqual(pid(), first);
      assert.equal(await askRedis(port, ['GET', 'kept']), 'yes');
    });

    it('started ephemeral begins empty, outlives kill -9 with its data, and leaves no folder at stop', async () => {
      await start(home, 'redis');
      await askRedis(port, ['SET', 'durable', 'yes']);
      await stop(home, 'redis');
      await start(home, 'redis', { ephemeral: true });
      const folder = readState(home, 'redis')?.data ?? '';
      assert.equal(await askRedis(port, ['DBSIZE']), ':0');
      await askRedis(port, ['SET', 'fleeting', 'yes']);
      await restart(home, 'redis', 'SIGKILL');
      assert.equal(await askRedis(port, ['GET', 'fleeting']), 'yes');
      await stop(home, 'redis');
      assert.equal(existsSync(folder), false);
      await start(home, 'redis');
      assert.equal(await askRedis(port, ['GET', 'durable']), 'yes');
    });

    it('that hangs is seen as silent, and goes on', async () => {
      await start(home, 'redis');
      await strikeDown(home, 'redis', 'SIGSTOP');
      try {
        assert.equal(await look(home, 'redis'), 'silent');
      } finally {
        await strikeDown(home, 'redis', 'SIGCONT');
      }
      assert.equal(await look(home, 'redis'), 'up');
    });

    it('does not start on a port somebody else listens on, says which, and leaves that one alone', async () => {
      const other = createServer().listen(port, '127.0.0.1');
      try {
        await new Promise((resolve) => other.once('listening', resolve));
        await assert.rejects(start(home, 'redis'), new RegExp(`port ${port} is taken`));
        assert.equal(await look(home, 'redis'), 'stopped');
        assert.equal(existsSync(home.runningFile), false);
        assert.equal(other.listening, true);
      } finally {
        await new Promise((resolve) => other.close(resolve));
      }
    });

    it('tells why it did not come up by its last words, and leaves nothing running', async () => {
      await start(home, 'redis');
      const data = readState(home, 'redis')?.data ?? '';
      await stop(home, 'redis');
      writeFileSync(join(data, 'appendonlydir', 'appendonly.aof.manifest'), 'this is no manifest\n');
      await assert.rejects(start(home, 'redis'), /ended while starting[^]*manifest/i);
      assert.equal(await look(home, 'redis'), 'stopped');
    });

    it('does not take another process for its own because of its pid', async () => {
      await start(home, 'redis');
      const state = readState(home, 'redis');
      assert.ok(state);
      await stop(home, 'redis');
      // As after a crash: the state is left, and its pid is now that of a process that has nothing to do with it.
      const processes = state.processes.map((one) => ({ ...one, pid: process.pid }));
      writeState(home, 'redis', { ...state, processes });
      assert.equal(await look(home, 'redis'), 'dead');
      assert.equal(await stop(home, 'redis'), true);
      assert.equal(process.exitCode, undefined);
    });
  },
);
