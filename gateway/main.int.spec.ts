import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startFakeService } from './testing/fake-service.ts';
import { until } from './testing/world.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

interface Running extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  readonly exited: Promise<number | null>;
}

function run(env: Record<string, string>, ipc = false): Running {
  const stdio = ['ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])] as const;
  const child = spawn(process.execPath, [main], { env: { PATH: process.env['PATH'], ...env }, stdio: [...stdio] });
  let output = '';
  let errors = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.on('message', (message) => (output += `${JSON.stringify(message)}\n`));
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    output: () => output,
    errors: () => errors,
    exited,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await Promise.all([once(child, 'exit'), child.kill('SIGKILL')]);
    },
  };
}

interface Ready {
  readonly ready: boolean;
  readonly url: string;
  readonly management: string;
}

async function ready(running: Running): Promise<Ready> {
  const line = () =>
    running
      .output()
      .split('\n')
      .find((text) => text.startsWith('{"ready"'));
  await until(() => line() !== undefined || running.child.exitCode !== null);
  return JSON.parse(line() ?? running.errors()) as Ready;
}

/** Ports a process listens on: its sockets by inode, as the kernel tells them (proc_net(5), state 0A). */
async function listeningPorts(pid: number): Promise<number[]> {
  const links = await readdir(`/proc/${pid}/fd`);
  const names = await Promise.all(links.map((link) => readlink(`/proc/${pid}/fd/${link}`).catch(() => '')));
  const inodes = new Set(names.map((name) => /^socket:\[(\d+)\]$/.exec(name)?.[1]));
  const tables = await Promise.all(['tcp', 'tcp6'].map((file) => readFile(`/proc/${pid}/net/${file}`, 'utf8').catch(() => '')));
  return tables.flatMap((table) =>
    table.split('\n').flatMap((line) => {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
      return state === '0A' && inodes.has(inode) ? [Number.parseInt(local.split(':')[1] ?? '', 16)] : [];
    }),
  );
}

const free = { PORT: '0', MANAGEMENT_PORT: '0', LOG_LEVEL: 'warn' };

describe('the gateway’s process', () => {
  it('tells in one JSON line, and its parent in a message, where it listens', async () => {
    await using running = run(free, true);
    const [message] = (await once(running.child, 'message')) as [Ready];
    assert.deepEqual(await ready(running), message);
    assert.equal(message.ready, true);
    assert.equal((await fetch(`${message.management}/readyz`)).status, 200);
    assert.equal(running.output().trim().split('\n').length, 1);
  });

  it('writes more with each SIGUSR2, and as much as it was told to after the last step', async () => {
    await using running = run(free);
    const { url } = await ready(running);
    const requests = () => running.output().split('"message":"request"').length - 1;
    const step = async (level: string) => {
      running.child.kill('SIGUSR2');
      await until(() => running.output().split('\n').at(-2)?.includes(`the log level is now ${level}`) === true);
    };
    await fetch(`${url}/nowhere`);
    await step('info');
    assert.equal(requests(), 0);
    await fetch(`${url}/nowhere`);
    await until(() => requests() === 1);
    await step('debug');
    await step('warn');
    await fetch(`${url}/nowhere`);
    await step('info');
    assert.equal(requests(), 1);
  });

  it('answers nothing of the admin interface of Express Gateway, which is off', async () => {
    await using running = run(free);
    const { url, management } = await ready(running);
    for (const path of ['/users', '/apps', '/credentials', '/policies', '/pipelines']) {
      assert.equal((await fetch(`${url}${path}`)).status, 404);
      assert.equal((await fetch(`${management}${path}`)).status, 404);
    }
  });

  it('opens two ports and no other', { skip: process.platform !== 'linux' }, async () => {
    await using running = run(free);
    const { url, management } = await ready(running);
    const ports = [url, management].map((at) => Number(new URL(at).port)).sort();
    assert.deepEqual((await listeningPorts(running.child.pid ?? 0)).sort(), ports);
  });

  it('ends on SIGTERM: unready, nothing new, what is under way is answered, exit 0', async () => {
    await using service = await startFakeService('product-queries');
    const services = {
      'product-commands': [],
      'order-commands': [],
      'product-queries': [service.origin],
      'order-queries': [],
      operations: [],
    };
    await using running = run({ ...free, SERVICES: JSON.stringify(services) });
    const { url, management } = await ready(running);
    let answer = (): void => undefined;
    service.handle((_request, response) => void (answer = () => response.end('late')));
    const held = fetch(`${url}/api/v1/products`);
    await until(() => service.arrived() === 1);
    running.child.kill('SIGTERM');
    await until(async () => (await fetch(`${management}/readyz`)).status === 503);
    await assert.rejects(fetch(`${url}/api/v1/products`, { headers: { Connection: 'close' } }));
    answer();
    assert.equal(await (await held).text(), 'late');
    assert.equal(await running.exited, 0);
  });

  it('ends within its time though a request never does', async () => {
    await using service = await startFakeService('product-queries');
    const services = {
      'product-commands': [],
      'order-commands': [],
      'product-queries': [service.origin],
      'order-queries': [],
      operations: [],
    };
    await using running = run({ ...free, DRAIN_MS: '100', SERVICES: JSON.stringify(services) });
    const { url } = await ready(running);
    service.handle(() => undefined);
    const held = fetch(`${url}/api/v1/products`);
    await until(() => service.arrived() === 1);
    running.child.kill('SIGTERM');
    await assert.rejects(held);
    assert.equal(await running.exited, 0);
  });

  it('ends when its parent is gone', async () => {
    await using running = run(free, true);
    await ready(running);
    running.child.disconnect();
    assert.deepEqual(await once(running.child, 'exit'), [0, null]);
  });

  it('says in one sentence that a port is in use, and exits with a failure', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    for (const variable of ['PORT', 'MANAGEMENT_PORT']) {
      await using running = run({ ...free, [variable]: port });
      assert.equal(await running.exited, 1);
      assert.match(
        running.errors(),
        new RegExp(`^gateway[a-z ]* cannot listen on 127\\.0\\.0\\.1:${port}: the port is in use\\.\n$`),
      );
      assert.equal(running.output(), '');
    }
    taken.close();
  });

  it('says which variable is wrong, and not what was in it', async () => {
    await using running = run({ ...free, ISSUER: 'top-secret', SERVICES: '{' });
    assert.equal(await running.exited, 1);
    assert.match(running.errors(), /^The gateway's configuration does not hold\. .*ISSUER.*SERVICES.*\.\n$/);
    assert.doesNotMatch(running.errors(), /top-secret/);
  });

  it('cuts off a client that sends its headers too slowly, and serves others meanwhile', async () => {
    await using running = run({ ...free, HEADERS_TIMEOUT_MS: '600' });
    const { url } = await ready(running);
    const slow = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
    let text = '';
    slow.on('data', (chunk) => (text += chunk.toString()));
    slow.on('error', () => slow.destroy());
    const drip = setInterval(() => slow.write('X-Slow: 1\r\n'), 50);
    slow.write('GET /api/v1/products HTTP/1.1\r\nHost: shop\r\n');
    const closed = once(slow, 'close');
    assert.equal((await fetch(`${url}/nowhere`)).status, 404);
    await closed;
    clearInterval(drip);
    assert.match(text, /^HTTP\/1\.1 408 /);
  });
});
