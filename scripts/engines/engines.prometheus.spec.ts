import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { askHttp } from './http-ask.ts';

describeOn('prometheus', 'the Prometheus that was started', ({ url }) => {
  it('has taken its configuration and evaluates a query', async () => {
    assert.match(await askHttp(`${url}/api/v1/status/config`), /scrape_configs/);
    const answer = JSON.parse(await askHttp(`${url}/api/v1/query?query=vector(6)*7`)) as {
      data: { result: [{ value: unknown[] }] };
    };
    assert.equal(answer.data.result[0].value[1], '42');
  });
});
