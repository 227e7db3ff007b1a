import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { IssuerUnavailableError } from '../auth/errors.ts';
import type { ServiceTokenSource } from '../auth/service-token.ts';
import { staticDiscovery } from '../discovery/static.ts';
import { silentLog } from '../telemetry/port.ts';
import { answer, startTestInstance, type TestInstance } from '../upstreams/test-instance.ts';
import { createServiceClient, type ServiceClientOptions } from './client.ts';
import { ServiceAnswerError, ServiceUnavailableError } from './errors.ts';
import type { CallReport, ServiceClient } from './port.ts';

let [a, b]: readonly [TestInstance, TestInstance] = [] as never;
let client: ServiceClient;
let reports: CallReport[];
let valid: string;
let asked: number;

const tokens: ServiceTokenSource = {
  token: () => Promise.resolve(`token-${asked}`),
  invalidate: () => void asked++,
};
const open = (options: Partial<ServiceClientOptions> = {}, origins = [a.origin, b.origin]) =>
  createServiceClient({
    ...{ tokens, log: silentLog, now: () => performance.now() },
    discovery: staticDiscovery({ stock: origins }),
    observe: (report) => reports.push(report),
    ...options,
  });
const call = (options = {}, to = client) => to.call('stock', '/internal/x', { n: 1 }, options);
const unavailable = (reason: string) => (error: unknown) => error instanceof ServiceUnavailableError && error.reason === reason;
const arrived = () => a.seen.length + b.seen.length;

beforeEach(async () => {
  [a, b] = await Promise.all([startTestInstance(), startTestInstance()]);
  [reports, valid, asked] = [[], 'token-0', 0];
  client = open();
});
afterEach(async () => {
  await client.close();
  await Promise.all([a.kill(), b.kill()]);
});

describe('a call', () => {
  it('posts JSON with our token, the correlation id and the trace, and gives the answer’s JSON', async () => {
    for (const one of [a, b]) one.handle((response) => answer(response, 200, { refused: [] }));
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    assert.deepEqual(await call({ correlationId: 'c-1', traceparent }), { refused: [] });
    const [seen] = [...a.seen, ...b.seen];
    assert.equal(seen?.body, '{"n":1}');
    const { authorization, 'content-type': type, 'x-correlation-id': correlation, traceparent: trace } = seen?.headers ?? {};
    assert.deepEqual([authorization, type, correlation, trace], ['Bearer token-0', 'application/json', 'c-1', traceparent]);
    assert.deepEqual(
      reports.map(({ service, path, status, attempts }) => [service, path, status, attempts]),
      [['stock', '/internal/x', 200, 1]],
    );
  });
  it('is made at all instances in turn, over connections that are kept', async () => {
    const ports = new Set<number | undefined>();
    for (const one of [a, b]) one.handle((response) => (ports.add(response.req.socket.remotePort), answer(response, 200, {})));
    for (let i = 0; i < 10; i++) await call();
    assert.deepEqual([a.seen.length, b.seen.length, ports.size], [5, 5, 2]);
  });
  it('that is refused tells the problem, and is not made again', async () => {
    const problem = { type: '/problems/reservation-conflict', title: 'x', status: 409, detail: 'No.', subject: 'A' };
    for (const one of [a, b]) one.handle((response) => answer(response, 409, problem));
    await assert.rejects(call(), (error) => {
      assert.ok(error instanceof ServiceAnswerError);
      assert.deepEqual(
        [error.status, error.problem?.code, error.problem?.members['subject']],
        [409, 'reservation-conflict', 'A'],
      );
      return true;
    });
    assert.equal(arrived(), 1);
  });
  it('that is answered by no JSON, by a redirect or by nothing is told apart', async () => {
    const answers = [
      [200, '<html>'],
      [302, ''],
      [500, '{}'],
    ] as const;
    for (const [status, body] of answers) {
      for (const one of [a, b]) one.handle((response) => void response.writeHead(status, { Location: a.origin }).end(body));
      await assert.rejects(call(), (error) => error instanceof ServiceAnswerError && error.problem === null);
    }
    for (const one of [a, b]) one.handle((response) => void response.writeHead(204).end());
    assert.equal(await call(), undefined);
    assert.equal(arrived(), 4);
  });
  it('is given up where the answer is larger than anybody wants to hold', async () => {
    const small = open({ maxAnswerBytes: 1_000 });
    for (const one of [a, b]) one.handle((response) => answer(response, 200, 'x'.repeat(2_000)));
    await assert.rejects(call({}, small), /more than 1000 bytes/);
    await small.close();
  });
  it('is not made where as many as may be are under way', async () => {
    const narrow = open({ maxPending: 1 });
    const waiting: (() => void)[] = [];
    for (const one of [a, b]) one.handle((response) => waiting.push(() => answer(response, 200, {})));
    const held = [call({}, narrow), call({}, narrow)];
    while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await assert.rejects(call({}, narrow), unavailable('full'));
    waiting.forEach((go) => go());
    await Promise.all(held);
    await narrow.close();
  });
  it('of one key goes to one instance while it works, and then to another', async () => {
    for (let i = 0; i < 6; i++) await call({ affinity: 'sku 71053' });
    const [home, other] = a.seen.length > 0 ? [a, b] : [b, a];
    assert.deepEqual([home.seen.length, other.seen.length], [6, 0]);
    await home.kill();
    for (let i = 0; i < 6; i++) await call({ affinity: 'sku 71053' });
    assert.equal(other.seen.length, 6);
  });
});

describe('a token', () => {
  const checking = (one: TestInstance) =>
    one.handle((response, { headers }) => answer(response, headers.authorization === `Bearer ${valid}` ? 200 : 401, {}));

  it('that is refused is replaced once for all calls that had it', async () => {
    for (const one of [a, b]) checking(one);
    valid = 'token-1';
    await Promise.all(Array.from({ length: 20 }, () => call()));
    assert.equal(asked, 1);
  });
  it('that is refused again ends the call', async () => {
    for (const one of [a, b]) checking(one);
    valid = 'another';
    await assert.rejects(call(), (error) => error instanceof ServiceAnswerError && error.status === 401);
    assert.equal(arrived(), 2);
  });
  it('that cannot be had is told as unavailable, and nothing is sent', async () => {
    const token = () => Promise.reject(new IssuerUnavailableError('away'));
    const without = open({ tokens: { token, invalidate: () => undefined } });
    await assert.rejects(call({}, without), unavailable('no-token'));
    assert.equal(arrived(), 0);
    await without.close();
  });
});

describe('an instance', () => {
  it('that breaks off is passed over: the same call is answered by the other', async () => {
    a.handle((response) => response.destroy());
    b.handle((response) => answer(response, 200, 'b'));
    for (let i = 0; i < 6; i++) assert.equal(await call(), 'b');
    assert.ok(a.seen.length > 0);
    assert.equal(a.seen[0]?.body, b.seen[0]?.body);
  });
  it('that cannot now (503) is passed over, and is not asked again where it is alone', async () => {
    a.handle((response) => answer(response, 503, {}, { 'Retry-After': '7' }));
    for (let i = 0; i < 6; i++) assert.deepEqual(await call(), {});
    const alone = open({}, [a.origin]);
    const before = a.seen.length;
    await assert.rejects(
      call({}, alone),
      (error) => unavailable('refused')(error) && (error as ServiceUnavailableError).retryAfterSeconds === 7,
    );
    assert.equal(a.seen.length, before + 1);
    await alone.close();
  });
  it('that was killed is ejected, and gets calls again once it answers /livez', async () => {
    await a.kill();
    for (let i = 0; i < 6; i++) await call();
    assert.equal(b.seen.length, 6);
    await a.restart();
    const deadline = performance.now() + 5_000;
    while (a.seen.length === 0 && performance.now() < deadline) await call();
    assert.ok(a.seen.length > 0);
  });
  it('that hangs is given up after half of the time, and the other answers', async () => {
    const quick = open({ timeoutMs: 1_000 });
    a.hang(true);
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 8 }, () => call({}, quick)));
    const took = performance.now() - startedAt;
    assert.ok(took > 400 && took < 1_000, `${took} ms`);
    await quick.close();
  });
  it('that hangs is found by its silence, before calls have waited out their time', async () => {
    const patient = open({ timeoutMs: 60_000 });
    a.hang(true);
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 8 }, () => call({}, patient)));
    assert.ok(performance.now() - startedAt < 8_000);
    for (let i = 0; i < 6; i++) await call({}, patient);
    await patient.close();
  });
  it('that is alone and hangs takes the whole time, and no longer', async () => {
    const alone = open({ timeoutMs: 300 }, [a.origin]);
    a.hang(true);
    const startedAt = performance.now();
    await assert.rejects(call({}, alone), unavailable('timeout'));
    assert.ok(performance.now() - startedAt < 2_000);
    await alone.close();
  });
  it('that nobody knows, or that is the last to go, is told with when to come back', async () => {
    await assert.rejects(client.call('nobody', '/x', {}), unavailable('down'));
    await Promise.all([a.kill(), b.kill()]);
    await assert.rejects(call(), (error) => error instanceof ServiceUnavailableError && error.retryAfterSeconds >= 1);
    await assert.rejects(call(), unavailable('down'));
  });
});
