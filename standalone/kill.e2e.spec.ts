import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Client, createClient } from './testing/client.ts';
import { orderOf, stockProduct } from './testing/stock-shop.ts';
import { freePorts } from './testing/test-shop.ts';

const entry = join(import.meta.dirname, 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'shop-kill-'));
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly client: Client;
  readonly gateway: string;
  readonly issuer: string;
}

/** Starts the shop as `npm start` does and reads from its banner where it is. */
async function start(settings: Readonly<Record<string, string>> = {}): Promise<Running> {
  const child = spawn(process.execPath, [entry], {
    env: { ...process.env, ...freePorts, DATA_FOLDER: folder, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const url = await new Promise<{ gateway: string; issuer: string }>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the shop ended with ${code}: ${said}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const gateway = /gateway\s+(http:\S+)\/api\/v1/.exec(said)?.[1];
      const issuer = /issuer\s+(http:\S+)/.exec(said)?.[1];
      if (gateway && issuer && said.includes('Ctrl-C')) resolve({ gateway, issuer });
    });
  });
  return { child, ...url, client: createClient(url.gateway, url.issuer) };
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) =>
    child.exitCode !== null || child.signalCode !== null ? resolve(child.exitCode) : child.once('exit', resolve),
  );
}

test('kill -9 in the middle of work loses no acknowledged order, and every order comes to its end', async () => {
  const acknowledged = new Set<string>();
  const unknown: { key: string }[] = [];
  let keys = 0;
  for (let round = 0; round < 3; round++) {
    const { child, client } = await start();
    if (round === 0) await stockProduct(client, 'KILL-1', 100_000);
    // What had no answer when the process died is sent again with its key.
    for (const { key } of unknown.splice(0)) {
      const reply = await client.ask('POST', '/orders', { as: 'alice', body: orderOf([{ sku: 'KILL-1', quantity: 1 }]), key });
      acknowledged.add(reply.body.id);
    }
    const buyers = Array.from({ length: 16 }, async () => {
      for (;;) {
        const key = `kill-${keys++}`;
        try {
          const reply = await client.ask('POST', '/orders', {
            as: 'alice',
            body: orderOf([{ sku: 'KILL-1', quantity: 1 }]),
            key,
          });
          if (reply.status !== 202) throw new Error(`status ${reply.status}`);
          acknowledged.add(reply.body.id);
        } catch {
          unknown.push({ key });
          return;
        }
        if (acknowledged.size > (round + 1) * 100) child.kill('SIGKILL');
      }
    });
    await Promise.all(buyers);
    await ended(child);
  }
  const { child, client } = await start();
  for (const { key } of unknown) {
    const reply = await client.ask('POST', '/orders', { as: 'alice', body: orderOf([{ sku: 'KILL-1', quantity: 1 }]), key });
    acknowledged.add(reply.body.id);
  }
  for (const id of acknowledged) await client.until(`/orders/${id}`, 'alice', (order) => order.status === 'confirmed');
  const list = await client.ask('GET', '/orders?limit=1&total=true', { as: 'alice' });
  assert.equal(list.body.page.total, acknowledged.size, 'no order is there twice, none was never asked for');
  await client.until('/inventory/KILL-1', 'walt', (level) => level.reserved === acknowledged.size);
  child.kill('SIGTERM');
  assert.equal(await ended(child), 0);
});

test('a port in use is one clear sentence and a non-zero exit', async () => {
  const { child, gateway, issuer } = await start();
  const gatewayPort = new URL(gateway).port;
  await assert.rejects(start({ DATA_FOLDER: join(folder, 'other'), GATEWAY_PORT: gatewayPort }), (error: Error) => {
    assert.match(error.message, /ended with 1/);
    assert.match(error.message, /port is in use/);
    assert.match(error.message, /GATEWAY_PORT, .*; 0 takes a free one\./);
    assert.doesNotMatch(error.message, /\n\s+at /);
    return true;
  });
  const issuerPort = new URL(issuer).port;
  await assert.rejects(start({ DATA_FOLDER: join(folder, 'other'), ISSUER_PORT: issuerPort }), (error: Error) => {
    const sentence = `the identity provider cannot listen on 127\\.0\\.0\\.1:${issuerPort}: the port is in use\\.`;
    assert.match(error.message, new RegExp(`ended with 1: ${sentence}\nThe ports are set by .*ISSUER_PORT`));
    assert.doesNotMatch(error.message, /\n\s+at /);
    return true;
  });
  await assert.rejects(start(), /Another shop is using the data folder/);
  child.kill('SIGINT');
  assert.equal(await ended(child), 0);
});

test('settings that cannot be are named, all of them', async () => {
  await assert.rejects(start({ GATEWAY_PORT: '99999', TIME_ZONE: 'Mars' }), /GATEWAY_PORT.*TIME_ZONE/s);
});
