import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ThreadExporter } from './thread-exporter.ts';

const span: ReadableSpan = {
  ...{ name: 'work', kind: SpanKind.SERVER, ended: true, status: { code: SpanStatusCode.UNSET } },
  spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED }),
  ...{ startTime: [1_000, 0], endTime: [1_000, 5_000], duration: [0, 5_000] },
  ...{ attributes: { 'http.route': '/orders', tries: 2 }, links: [], events: [] },
  resource: resourceFromAttributes({ 'service.name': 'order-commands' }),
  instrumentationScope: { name: 'spec' },
  ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
};

describe('a thread that sends spans', () => {
  /** What the collector does with a request: takes it, refuses it, or says nothing. */
  let answer: 202 | 500 | 'nothing' = 202;
  const received: unknown[] = [];
  let collector: Server;
  let url = '';
  before(async () => {
    collector = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      received.push(...(JSON.parse(body) as unknown[]));
      if (answer !== 'nothing') response.writeHead(answer).end();
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/api/v2/spans`;
  });
  after(() => {
    collector.closeAllConnections();
    collector.close();
  });
  beforeEach(() => {
    received.length = told.length = 0;
    answer = 202;
  });
  const told: string[] = [];
  const log = { warn: (message: string) => void told.push(message) };
  const started = (answerMs = 5_000) => new ThreadExporter({ protocol: 'zipkin', url }, { answerMs, log });
  const sent = (exporter: ThreadExporter) => new Promise<ExportResult>((resolve) => exporter.export([span], resolve));

  it('sends them whole, and says that they were taken', async () => {
    const exporter = started();
    assert.equal((await sent(exporter)).code, ExportResultCode.SUCCESS);
    await exporter.shutdown();
    assert.deepEqual(received, [
      {
        ...{ traceId: 'a'.repeat(32), id: 'b'.repeat(16), name: 'work', kind: 'SERVER', timestamp: 1e9, duration: 5 },
        localEndpoint: { serviceName: 'order-commands' },
        tags: { 'http.route': '/orders', tries: '2', 'service.name': 'order-commands' },
      },
    ]);
  });

  it('says that they were not taken', async () => {
    const exporter = started();
    answer = 500;
    const { code, error } = await sent(exporter);
    assert.deepEqual([code, error instanceof Error], [ExportResultCode.FAILED, true]);
    await exporter.shutdown();
  });

  it('gives up on a collector that says nothing, and tries again with the next batch', async () => {
    const exporter = started(1_000);
    answer = 'nothing';
    assert.equal((await sent(exporter)).error?.message, 'the collector does not answer');
    await sent(exporter);
    answer = 202;
    assert.equal((await sent(exporter)).code, ExportResultCode.SUCCESS);
    await exporter.shutdown();
    assert.deepEqual(told, ['spans are lost: the collector does not answer', 'spans are taken again']);
  });

  it('that has died is started again by the next batch', async () => {
    const exporter = started();
    await exporter.ready;
    await exporter.terminate();
    assert.equal((await sent(exporter)).code, ExportResultCode.SUCCESS);
    await exporter.shutdown();
  });

  it('ends when all that is on its way is answered', async () => {
    const exporter = started();
    const on = sent(exporter);
    await exporter.shutdown();
    assert.equal((await on).code, ExportResultCode.SUCCESS);
  });
});
