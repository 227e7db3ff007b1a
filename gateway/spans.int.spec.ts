import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { startSpans } from './spans.ts';
import { bodyOf } from './testing/fake-service.ts';
import { startWorld } from './testing/world.ts';

interface ZipkinSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId?: string;
  readonly kind: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

describe('spans of the gateway', () => {
  it('go on with the caller’s trace, are the service’s parent, and are named by the route', async () => {
    const sent: ZipkinSpan[] = [];
    const collector = createServer(async (request, response) => {
      sent.push(...(JSON.parse((await bodyOf(request)) ?? '[]') as ZipkinSpan[]));
      response.writeHead(202).end();
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const { port } = collector.address() as AddressInfo;
    const spans = await startSpans({ zipkinUrl: `http://127.0.0.1:${port}/api/v2/spans`, sampleRatio: 1 });
    const given = { trace: '0af7651916cd43dd8448eb211c80319c', span: 'b7ad6b7169203331' };
    let seen: string[] = [];
    {
      await using world = await startWorld({ parts: spans });
      const traceparent = `00-${given.trace}-${given.span}-01`;
      await (await fetch(`${world.url}/api/v1/products/p1`, { headers: { traceparent } })).text();
      await (await fetch(`${world.url}/nowhere`)).text();
      await (await fetch(`${world.url}/api/v1/orders`)).text();
      seen = String(world.service('product-queries').seen[0]?.headers['traceparent']).split('-');
    }
    await spans.shutdown();
    collector.close();
    assert.deepEqual(sent.map(({ name }) => name.toLowerCase()).sort(), [
      'get /api/v1/orders',
      'get /api/v1/products/{productid}',
    ]);
    const span = sent.find(({ traceId }) => traceId === given.trace);
    assert.equal(span?.parentId, given.span);
    assert.equal(span?.kind, 'SERVER');
    assert.equal(span?.tags['http.status_code'], '200');
    assert.deepEqual(seen.slice(1, 3), [given.trace, span?.id]);
    const begun = sent.find(({ traceId }) => traceId !== given.trace);
    assert.equal(begun?.parentId, undefined);
    assert.equal(begun?.tags['http.status_code'], '401');
  });
});
