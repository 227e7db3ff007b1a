import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { LogLevelSwitch } from './log-level.ts';
import { createLog, type LogLevel } from './log.ts';

const canary = 'CANARY-7f3a';

describe('the log', () => {
  let output: PassThrough;
  beforeEach(() => {
    output = new PassThrough();
  });
  const open = (level: LogLevel | 'silent' = 'debug') =>
    createLog({ service: 'order-commands', level, clock: { now: () => 0 }, output });
  const text = () => String(output.read() ?? '');
  const lines = () =>
    text()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('writes JSON lines with the time, the level, the service and the fields', () => {
    open().info('order placed', { orderId: 'o-1', lines: 2, tags: ['a'], nested: { ok: true } });
    assert.deepEqual(lines(), [
      {
        time: '1970-01-01T00:00:00.000Z',
        level: 'info',
        service: 'order-commands',
        message: 'order placed',
        orderId: 'o-1',
        lines: 2,
        tags: ['a'],
        nested: { ok: true },
      },
    ]);
  });

  it('carries the fields of its parent logs', () => {
    open().child({ correlationId: 'c-1' }).child({ traceId: 't-1' }).warn('late', { by: 3 });
    const [line] = lines();
    assert.deepEqual([line?.['correlationId'], line?.['traceId'], line?.['by']], ['c-1', 't-1', 3]);
  });

  it('does not let a field pose as the line’s own', () => {
    open().info('real', { level: 'error', time: 'never', service: 'other' });
    const [line] = lines();
    assert.deepEqual([line?.['level'], line?.['service'], line?.['message']], ['info', 'order-commands', 'real']);
  });

  it('writes nothing below its level, and does not even look at the fields', () => {
    const log = open('warn');
    const costly = {
      get field(): string {
        return assert.fail('looked at');
      },
    };
    log.debug('a', costly);
    log.info('b', costly);
    log.child({ x: 1 }).info('c', costly);
    assert.equal(text(), '');
    assert.deepEqual([log.enabled('info'), log.enabled('warn')], [false, true]);
    log.error('d');
    assert.equal(lines().length, 1);
    open('silent').error('e');
    assert.equal(text(), '');
  });

  it('is as talkative as its switch says, its children too, from one line to the next', () => {
    const levels = new LogLevelSwitch('warn');
    const log = createLog({ service: 's', level: levels, clock: { now: () => 0 }, output });
    const child = log.child({ a: 1 });
    const written = () => {
      for (const level of ['debug', 'info', 'warn', 'error'] as const) child[level](level);
      return lines().map(({ message }) => message);
    };
    assert.deepEqual(written(), ['warn', 'error']);
    assert.deepEqual([levels.next(), written(), child.enabled('info')], ['info', ['info', 'warn', 'error'], true]);
    assert.deepEqual([levels.next(), written(), log.level], ['debug', ['debug', 'info', 'warn', 'error'], 'debug']);
    assert.deepEqual([levels.next(), written()], ['warn', ['warn', 'error']]);
    const silent = new LogLevelSwitch('silent');
    assert.deepEqual(
      Array.from({ length: 5 }, () => silent.next()),
      ['error', 'warn', 'info', 'debug', 'silent'],
    );
  });

  it('lets no secret and nothing personal through, wherever it stands', () => {
    const log = open();
    const jwt = `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ${canary}.c2ln`;
    for (const name of [
      ...['authorization', 'Authorization', 'password', 'token', 'access_token', 'refreshToken', 'paymentToken', 'client_secret'],
      ...['cookie', 'set-cookie', 'apiKey', 'address', 'shippingAddress', 'line1', 'postalCode', 'phone', 'email', 'ciphertext'],
    ]) {
      log.info('field', { [name]: canary });
      log.info('nested', { headers: [{ [name]: { deep: [canary] } }] });
      log.child({ [name]: canary }).error('bound');
    }
    log.info(`GET / with Bearer ${canary}`);
    log.info('text', { header: `Basic ${canary}`, url: `redis://shop:${canary}@127.0.0.1`, note: `see ${jwt}` });
    log.error('failed', { error: new Error(`token ${jwt}`, { cause: new Error(`Bearer ${canary}`) }) });
    log.info('bytes', { key: Buffer.from(canary) });
    const written = text();
    assert.ok(written.length > 0);
    assert.doesNotMatch(written, new RegExp(canary));
    assert.doesNotMatch(written, /eyJzdWIi/);
    assert.doesNotMatch(written, new RegExp(Buffer.from(canary).toString('base64').slice(0, 10)));
  });

  it('keeps an error’s name, message, stack and cause', () => {
    open().error('failed', { error: new RangeError('too far', { cause: new Error('first') }) });
    const error = lines()[0]?.['error'] as Record<string, unknown>;
    assert.deepEqual([error['name'], error['message']], ['RangeError', 'too far']);
    assert.match(String(error['stack']), /log\.unit\.spec/);
    assert.equal((error['cause'] as Record<string, unknown>)['message'], 'first');
  });

  it('keeps every line one line that no terminal acts on', () => {
    const nasty = 'a\r\nb\u001b[31mc\u009b31md\u2028e\u0000f';
    open().info(nasty, { nasty, [nasty]: 1 });
    const written = text();
    assert.equal(written.indexOf('\n'), written.length - 1);
    assert.doesNotMatch(written.slice(0, -1), /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    assert.equal((JSON.parse(written) as Record<string, unknown>)['message'], nasty);
  });

  it('bounds a line, whatever it is given', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    open().info('x'.repeat(1_000_000), {
      circular,
      wide: Array.from({ length: 100_000 }, () => 'y'),
      keys: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, n])),
    });
    assert.ok(text().length < 20_000);
  });

  it('never throws', () => {
    const log = open();
    const thrower = {
      get field(): string {
        throw new Error('no');
      },
    };
    log.info('getter', { thrower });
    log.info('odd', {
      big: 1n,
      date: new Date(Number.NaN),
      fn: () => 1,
      symbol: Symbol('s'),
      map: new Map([[1, 2]]),
      nan: Number.NaN,
    });
    fc.assert(
      fc.property(
        fc.string(),
        fc.dictionary(fc.string(), fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true })),
        (message, fields) => {
          log.info(message, fields);
          return lines().length > 0;
        },
      ),
    );
  });
});
