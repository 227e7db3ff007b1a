import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { roles } from '@shop/distributed/roles.ts';
import { startTestSystem, type TestSystem } from '@shop/distributed/testing/test-system.ts';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { findCommand } from '@shop/scripts/engines/debian.ts';
import { poll } from '@shop/scripts/engines/poll.ts';
import { runCommand } from '@shop/scripts/engines/run-command.ts';
import { orderOf, stockProduct } from '@shop/standalone/testing/stock-shop.ts';
import { parse } from 'yaml';
import { type OwnPrometheus, startOwnPrometheus } from '../testing/own-prometheus.ts';
import { root, textOf } from '../testing/repository.ts';

const folder = `${root}/deploy/prometheus`;
const promtool = (...args: string[]) => runCommand(findCommand('promtool') ?? 'promtool', args, { cwd: folder });

describeOn('prometheus', 'the configuration of Prometheus', () => {
  it('is one that Prometheus takes, its rules too', async () => {
    for (const file of ['prometheus.yml', 'local.yml']) {
      assert.match(await promtool('check', 'config', file), /SUCCESS: 1 rule files found/);
    }
  });

  it('has alerts that speak and are silent when they should be', async () => {
    assert.match(await promtool('test', 'rules', 'alerts.test.yml'), /SUCCESS/);
  });

  it('finds every instance of every service by its name and port', () => {
    const { scrape_configs: jobs } = parse(textOf('deploy/prometheus/prometheus.yml')) as {
      scrape_configs: readonly {
        job_name: string;
        dns_sd_configs?: readonly { names: string[]; type: string; port: number }[];
      }[];
    };
    const found = jobs.flatMap(({ job_name, dns_sd_configs = [] }) =>
      dns_sd_configs.map(({ names, type, port }) => [job_name, names.join(), type, port]),
    );
    const wanted = roles.map(({ name, port }) => [name, name, 'A', port]);
    assert.deepEqual(found, [['gateway', 'gateway', 'A', 8090], ...wanted]);
  });
});

describeOn('prometheus', 'the configuration of Prometheus for a development machine', () => {
  it('finds every instance where the launcher starts it', () => {
    const { scrape_configs: jobs } = parse(textOf('deploy/prometheus/local.yml')) as {
      scrape_configs: readonly { job_name: string; static_configs: readonly { targets: readonly string[] }[] }[];
    };
    const found = jobs.map(({ job_name, static_configs }) => [job_name, static_configs.flatMap(({ targets }) => targets)]);
    const local = (...ports: readonly number[]) => ports.map((port) => `127.0.0.1:${port}`);
    const wanted = roles.map(({ name, port }) => [name, name === 'operations' ? local(port) : local(port, port + 100)]);
    assert.deepEqual(found, [['gateway', local(8090)], ...wanted]);
  });
});

describeOn('prometheus', 'a Prometheus beside the distributed shop', () => {
  let system: TestSystem;
  let prometheus: OwnPrometheus;
  before(async () => {
    system = await startTestSystem({}, { instances: 1 });
    const { shop, client } = system;
    const targets = new Map([...shop.processes].map(([job, instances]) => [job as string, instances.map(({ url }) => url)]));
    prometheus = await startOwnPrometheus(targets.set('gateway', [shop.gatewayManagement]));
    await stockProduct(client, 'SCRAPE-1', 10);
    const wait = { as: 'alice', headers: { Prefer: 'wait=20' } } as const;
    const placed = await client.ask('POST', '/orders', { ...wait, body: orderOf([{ sku: 'SCRAPE-1', quantity: 1 }]) });
    assert.equal(placed.body.status, 'confirmed', JSON.stringify(placed.body));
    const declined = await client.ask('POST', '/orders', { ...wait, body: orderOf([{ sku: 'SCRAPE-1', quantity: 100 }]) });
    assert.equal(declined.body.status, 'rejected', JSON.stringify(declined.body));
  });
  after(async () => {
    await prometheus?.close();
    await system?.[Symbol.asyncDispose]();
  });

  const told = (query: string): Promise<number> =>
    poll(
      async () => {
        const value = await prometheus.ask(query);
        assert.ok(value !== null && value > 0, `${query}: ${value}`);
        return value;
      },
      { withinMs: 30_000, everyMs: 500 },
    );

  it('reaches the gateway and every service', async () => {
    for (const job of ['gateway', ...roles.map(({ name }) => name)]) {
      assert.equal(await told(`count(up{job="${job}"} == 1)`), 1, job);
    }
    assert.equal(await told('count(shop_ready == 1)'), roles.length);
  });

  for (const query of [
    'sum(gateway_request_seconds_count{service="order-commands",route="/api/v1/orders",method="POST"})',
    'sum(shop_http_request_duration_seconds_count{service="order-commands",route="/orders"})',
    'sum(shop_append_duration_seconds_count{service="order-commands",outcome="appended"})',
    'sum(shop_events_appended_total{service="product-commands"})',
    'sum(shop_batch_size_count{service="order-commands",kind="append"})',
    'sum(shop_batch_size_count{service="event-relay",kind="relay"})',
    'sum(shop_batch_size_count{service="order-projectors",kind="projection"})',
    'count(shop_projection_lag_events{projection="order-list"} >= 0)',
    'count(shop_projection_lag_seconds{projection="event-relay"} >= 0)',
    'count(shop_parked_streams{projection="stock-levels"} == 0)',
    'count(shop_stuck_processes{process="fulfilment"} == 0)',
    'sum(shop_process_outcomes_total{process="fulfilment",outcome="rejected"})',
    'count(shop_queue_depth{queue="fulfilment-process"} >= 0)',
    'sum(shop_leader{work="fulfilment-process"})',
    'sum(shop_service_call_duration_seconds_count{service="fulfilment-process",target="product-commands",status="200"})',
    'count(shop_event_loop_delay_seconds{service="event-relay",quantile="0.99"} >= 0)',
    'count(nodejs_eventloop_delay_p99_seconds > 0)',
  ]) {
    it(`hears of ${query}`, async () => void (await told(query)));
  }

  it('fires no alert but those of a system that has only begun', async () => {
    assert.equal(await prometheus.ask('count(ALERTS{alertstate="firing"})'), null);
  });
});
