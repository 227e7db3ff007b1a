import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { rawInstance } from '@shop/platform/discovery/eureka/test-registry.ts';
import { trustingVerifier } from '@shop/platform/http/testing.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { parseGatewayConfig } from './config.ts';
import { discoveryOf } from './discovery.ts';
import { startGateway } from './start.ts';
import { startFakeService } from './testing/fake-service.ts';

describe('the gateway', () => {
  it('reads services itself where they are written down', async () => {
    assert.deepEqual(await discoveryOf(parseGatewayConfig({})), {});
  });

  for (const allowed of [true, false]) {
    it(`${allowed ? 'sends requests' : 'sends nothing'} where Eureka names this machine and that is ${allowed ? '' : 'not '}allowed`, async () => {
      const service = await startFakeService('product-queries');
      const { port } = new URL(service.origin);
      const instance = rawInstance({ app: 'product-queries', id: 'i', host: '127.0.0.1', port: Number(port) });
      const application = [{ name: 'PRODUCT-QUERIES', instance: [instance] }];
      const eureka = createServer((_request, response) => {
        response.end(JSON.stringify({ applications: { apps__hashcode: 'UP_1_', application } }));
      });
      await new Promise<void>((resolve) => eureka.listen(0, '127.0.0.1', resolve));
      const config = parseGatewayConfig({
        ...{ PORT: '0', MANAGEMENT_PORT: '0', LOG_LEVEL: 'silent', DISCOVERY: 'eureka', EUREKA_PORTS: '1024-65535' },
        EUREKA_URL: `http://127.0.0.1:${(eureka.address() as AddressInfo).port}/v2`,
        EUREKA_ALLOW_LOOPBACK: String(allowed),
      });
      const parts = await discoveryOf(config);
      const gateway = await startGateway(config, { ...parts, log: silentLog, verifier: trustingVerifier });
      try {
        const answer = await fetch(`${gateway.url}/api/v1/products`);
        assert.deepEqual([answer.status, service.arrived()], allowed ? [200, 1] : [503, 0]);
        await answer.arrayBuffer();
      } finally {
        await gateway.close();
        eureka.closeAllConnections();
        eureka.close();
        await service.stop();
      }
    });
  }
});
