import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureDebianPackage, findCommand } from './debian.ts';
import type { Engine, Place } from './engine.ts';
import { askHttp } from './http-ask.ts';

const ofTheShop = join(import.meta.dirname, '..', '..', 'deploy', 'prometheus', 'prometheus.yml');

/** Collects figures. Its configuration is the file of PROMETHEUS_CONFIG, else the shop's, else one that watches itself. */
export const prometheus: Engine<'prometheus'> = {
  name: 'prometheus',
  ports: [19090],
  readyWithinMs: 60_000,
  install: async (_artifacts, say) => {
    await ensureDebianPackage('prometheus', say);
  },
  prepare: async (place) => [
    {
      label: 'prometheus',
      command: findCommand('prometheus') ?? 'prometheus',
      args: [
        `--config.file=${configuration(place)}`,
        `--storage.tsdb.path=${join(place.data, 'series')}`,
        '--storage.tsdb.retention.time=2d',
        `--web.listen-address=127.0.0.1:${place.ports[0]}`,
        // A changed configuration is taken over by POST /-/reload.
        '--web.enable-lifecycle',
      ],
      ports: place.ports,
    },
  ],
  probe: async (place) => {
    await askHttp(`${url(place)}/-/ready`);
    await askHttp(`${url(place)}/api/v1/query?query=vector(1)`);
  },
  address: (place) => ({ url: url(place) }),
};

function configuration(place: Place): string {
  const given = process.env['PROMETHEUS_CONFIG'];
  if (given !== undefined) return resolve(given);
  if (existsSync(ofTheShop)) return ofTheShop;
  const own = join(place.data, 'prometheus.yml');
  const target = `127.0.0.1:${place.ports[0]}`;
  writeFileSync(own, `scrape_configs:\n  - job_name: prometheus\n    static_configs:\n      - targets: ['${target}']\n`);
  return own;
}

function url(place: Place): string {
  return `http://127.0.0.1:${place.ports[0]}`;
}
