import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { startWorld } from '@shop/gateway/testing/world.ts';
import { createMetrics } from '@shop/platform/telemetry/metrics.ts';
import { alertRules, dashboardQueries, metricsExposed, metricsIn } from '../testing/prometheus-files.ts';
import { textOf } from '../testing/repository.ts';

/** What the services and the gateway really tell, read from their own expositions. */
async function exposed(): Promise<ReadonlySet<string>> {
  const metrics = createMetrics({ service: 'any' });
  metrics.readiness(() => Promise.resolve([]));
  metrics.leading(() => ({ work: true }));
  const { text } = await metrics.exposition();
  metrics.close();
  await using world = await startWorld();
  const ofGateway = await (await fetch(`${world.gateway.managementUrl}/metrics`)).text();
  return new Set([...metricsExposed(text), ...metricsExposed(ofGateway)]);
}

/** What Prometheus itself adds. */
const ofPrometheus = ['up', 'ALERTS'];

describe('queries of alerts and dashboard', () => {
  let known: ReadonlySet<string>;
  before(async () => {
    known = new Set([...(await exposed()), ...ofPrometheus]);
  });

  it('are read as Prometheus reads them', () => {
    const query = 'histogram_quantile(0.99, sum by (le, a) (rate(x_bucket{y="z_total", w=~"up"}[5m]))) > 0.5 and max(q) == 1e6';
    assert.deepEqual(metricsIn(query), ['x_bucket', 'q']);
  });

  it('name metrics that the code exposes', () => {
    const rules = alertRules().map(({ alert: title, expr }) => ({ title, expr }));
    const queries = [...rules, ...dashboardQueries()];
    assert.ok(queries.length > 40);
    for (const { title, expr } of queries) {
      const names = metricsIn(expr);
      assert.ok(names.length > 0, title);
      assert.deepEqual(
        names.filter((name) => !known.has(name)),
        [],
        title,
      );
    }
  });

  it('show every metric of the shop somewhere', () => {
    const asked = new Set([...alertRules(), ...dashboardQueries()].flatMap(({ expr }) => metricsIn(expr)));
    const family = (name: string) => name.replace(/_(bucket|sum|count)$/, '');
    const families = new Set([...asked].map(family));
    const forgotten = [...known].filter((name) => /^(shop|gateway)_/.test(name) && !families.has(family(name)));
    assert.deepEqual(forgotten, ['gateway_upstream_pending']);
  });
});

describe('an alert', () => {
  const headings = [...textOf('docs/operations.md').matchAll(/^### (\w+)$/gm)].map(([, name]) => name);

  it('has a severity, a summary, and its own section in docs/operations.md', () => {
    for (const { alert, labels, annotations } of alertRules()) {
      assert.ok(['critical', 'warning'].includes(labels.severity), alert);
      assert.ok(annotations.summary.length > 10, alert);
      assert.equal(annotations.runbook, `docs/operations.md#${alert.toLowerCase()}`);
      assert.ok(headings.includes(alert), `docs/operations.md has no section ${alert}`);
    }
  });

  it('is there for every section that names one', () => {
    const alerts = alertRules().map(({ alert }) => alert);
    assert.deepEqual(
      headings.filter((heading) => !alerts.includes(heading ?? '')),
      [],
    );
  });

  it('has a case in which it speaks', () => {
    const tests = textOf('deploy/prometheus/alerts.test.yml');
    for (const { alert } of alertRules()) assert.match(tests, new RegExp(`alertname: ${alert}\\n\\s+exp_alerts:\\n`), alert);
  });
});
