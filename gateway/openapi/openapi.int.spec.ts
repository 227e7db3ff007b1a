import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startWorld, until, type World } from '../testing/world.ts';

const problem = { type: 'object', description: 'RFC 9457 problem details' };
const operation = (operationId: string) => ({ operationId, responses: { default: { $ref: '#/components/schemas/Problem' } } });
const documents = {
  'product-commands': {
    openapi: '3.1.0',
    paths: { '/api/v1/products': { post: operation('createProduct') } },
    components: { schemas: { Problem: problem }, securitySchemes: { bearer: { type: 'http' } } },
  },
  'product-queries': {
    openapi: '3.1.0',
    paths: { '/api/v1/products': { get: operation('listProducts') } },
    components: { schemas: { Problem: problem } },
  },
  'order-commands': {
    openapi: '3.1.0',
    paths: { '/api/v1/orders': { post: operation('createOrder') }, '/internal/payments': { post: operation('record') } },
    components: { schemas: { Problem: { type: 'object', description: 'another one' } } },
  },
};

describe('the description of the API', () => {
  const read = async (world: World) => {
    const answer = await fetch(`${world.url}/api/v1/openapi.json`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
    // The tests below look into a document whose shape they themselves define.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    return (await answer.json()) as any;
  };

  it('holds the operations of all services, without a token, and none that is internal', async () => {
    await using world = await startWorld({ documents });
    const document = await read(world);
    assert.equal(document.openapi, '3.1.0');
    assert.deepEqual(document.servers, [{ url: '/' }]);
    assert.deepEqual(Object.keys(document.paths), ['/api/v1/orders', '/api/v1/products']);
    assert.equal(document.paths['/api/v1/products'].get.operationId, 'listProducts');
    assert.equal(document.paths['/api/v1/products'].post.operationId, 'createProduct');
    assert.equal(document['x-missing-services'], undefined);
  });

  it('says how to get in', async () => {
    await using world = await startWorld({ documents });
    const { securitySchemes } = (await read(world)).components;
    const { description, ...bearer } = securitySchemes.bearer;
    assert.deepEqual(bearer, { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
    assert.ok(description.includes(`curl -s ${world.issuer.issuer}/protocol/openid-connect/token -d grant_type=password`));
    assert.deepEqual(Object.keys(securitySchemes), ['bearer'], 'nothing that the page would fetch from elsewhere');
  });

  it('keeps components of one name apart where they differ', async () => {
    await using world = await startWorld({ documents });
    const document = await read(world);
    assert.deepEqual(document.components.schemas['Problem'], problem);
    const { $ref } = document.paths['/api/v1/orders'].post.responses.default;
    assert.equal($ref, '#/components/schemas/order-commands.Problem');
    assert.equal(document.components.schemas['order-commands.Problem'].description, 'another one');
  });

  it('names the services that do not answer, and is whole again when they are back', async () => {
    await using world = await startWorld({ documents });
    const service = world.service('order-commands');
    await service.stop();
    const partial = await read(world);
    assert.deepEqual(partial['x-missing-services'], ['order-commands']);
    assert.equal(partial.paths['/api/v1/orders'], undefined);
    await service.restart();
    await until(async () => (await read(world)).paths['/api/v1/orders'] !== undefined);
  });

  it('can be read on a page that loads nothing from elsewhere', async () => {
    await using world = await startWorld();
    const page = await fetch(`${world.url}/docs`);
    assert.equal(page.url, `${world.url}/docs/`);
    assert.match(
      page.headers.get('content-security-policy') ?? '',
      /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/,
    );
    assert.doesNotMatch(page.headers.get('content-security-policy') ?? '', /unsafe/);
    const html = await page.text();
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '');
    assert.equal(links.length, 4);
    for (const link of links) {
      assert.doesNotMatch(link, /^(?:https?:)?\/\//);
      const file = await fetch(new URL(link, page.url));
      assert.equal(file.status, 200, link);
      assert.equal(file.headers.get('x-content-type-options'), 'nosniff');
      await file.arrayBuffer();
    }
    assert.doesNotMatch(html, /<script>|onload=|style=/);
  });

  it('has a page that shows this gateway’s document and asks no validator', async () => {
    await using world = await startWorld();
    const script = await (await fetch(`${world.url}/docs/start.js`)).text();
    assert.match(script, /url: '\/api\/v1\/openapi\.json'/);
    assert.match(script, /validatorUrl: null/);
  });
});
