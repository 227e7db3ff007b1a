import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCommand } from '@shop/scripts/engines/debian.ts';
import { poll } from '@shop/scripts/engines/poll.ts';
import { freePort } from '@shop/standalone/testing/free-port.ts';
import { stringify } from 'yaml';
import { root } from './repository.ts';

/** A Prometheus of a test's own, with the shop's alerts and targets of the test's. */
export interface OwnPrometheus {
  readonly url: string;
  /** The one value of a query; null where it has none. */
  ask(query: string): Promise<number | null>;
  close(): Promise<void>;
}

/** Starts one that reads every target each second; `targets` are origins by job. */
export async function startOwnPrometheus(targets: ReadonlyMap<string, readonly string[]>): Promise<OwnPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'shop-prometheus-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const jobs = [...targets].map(([job, origins]) => ({
    job_name: job,
    static_configs: [{ targets: origins.map((origin) => new URL(origin).host) }],
  }));
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: [join(root, 'deploy', 'prometheus', 'alerts.yml')],
    scrape_configs: jobs,
  };
  writeFileSync(join(folder, 'prometheus.yml'), stringify(config));
  const child = spawn(
    findCommand('prometheus') ?? 'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'series')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const ready = async (): Promise<void> => {
    const response = await fetch(`${url}/-/ready`);
    if (!response.ok) throw new Error(`Prometheus is not ready: ${response.status}`);
  };
  try {
    await poll(ready, { withinMs: 30_000 });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url,
    close,
    async ask(query) {
      const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query })}`);
      const { data } = (await response.json()) as { data: { result: readonly { value: readonly [number, string] }[] } };
      const value = data.result[0]?.value[1];
      return value === undefined ? null : Number(value);
    },
  };
}
