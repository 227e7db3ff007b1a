import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

/** Where and with what was measured. */
export interface Environment {
  readonly at: string;
  readonly commit: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  /** Processes that wanted the processor over the last minute, before the first row. */
  readonly loadBefore: number;
  readonly node: string;
  readonly v8: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly durability: string;
}

const root = join(import.meta.dirname, '..', '..');
const libraries = ['better-sqlite3', 'express', 'express-gateway', 'undici', 'autocannon', 'zod', 'pg', 'kafkajs'];

/** Looks around. `commit` ends in `+` where files differ from it. */
export function environment(): Environment {
  return {
    at: new Date().toISOString(),
    commit: commit(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    loadBefore: Number(loadavg()[0]?.toFixed(2)),
    node: process.versions.node,
    v8: process.versions.v8,
    versions: Object.fromEntries(libraries.map((name) => [name, versionOf(name)])),
    durability:
      'SQLite WAL with synchronous=FULL, PostgreSQL with synchronous_commit; every acknowledged append is synced to the disk',
  };
}

/** More than this share of the cores busy before anything began makes figures doubtful. */
export function isBusy({ loadBefore, cores }: Environment): boolean {
  return loadBefore > cores / 2;
}

export function environmentLines(environment: Environment): readonly string[] {
  const { at, commit: id, processor, cores, memoryGb, system, loadBefore, node, v8, versions, durability } = environment;
  return [
    `${at}, commit ${id}`,
    `${processor}, ${cores} cores, ${memoryGb} GB, ${system}, load ${loadBefore} before the first row`,
    `Node ${node} (V8 ${v8}), ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    durability,
    ...(isBusy(environment) ? ['The machine was busy with other work: ratios are doubtful, absolute figures more so.'] : []),
  ];
}

function commit(): string {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const id = git('rev-parse', '--short', 'HEAD');
  if (id.status !== 0) return 'unknown';
  const changed = git('status', '--porcelain', '--untracked-files=no');
  return id.stdout.trim() + (changed.stdout.trim() === '' ? '' : '+');
}

function versionOf(name: string): string {
  const require = createRequire(import.meta.url);
  const folder = require.resolve.paths(name)?.find((path) => exists(join(path, name, 'package.json')));
  if (!folder) return 'not installed';
  return (JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as { version: string }).version;
}

function exists(file: string): boolean {
  try {
    return readFileSync(file).length > 0;
  } catch {
    return false;
  }
}
