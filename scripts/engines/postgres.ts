import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { ensureDebianPackage, findCommand } from './debian.ts';
import type { Engine, Place } from './engine.ts';
import { poll } from './poll.ts';
import { runCommand } from './run-command.ts';
import { serverUser, type ServerUser } from './server-user.ts';

/** Of a server that listens on loopback alone and holds no secrets. */
const credentials = { user: 'shop', password: 'shop' };

const lingeringMs = 10_000;

/** A server with a folder of its own; everything it confirms is on the disk. */
export const postgres: Engine<'postgres'> = {
  name: 'postgres',
  ports: [15432],
  readyWithinMs: 60_000,
  // Its SIGTERM waits until every client has left; SIGINT ends their work and checkpoints.
  stopSignal: 'SIGINT',

  install: async (_artifacts, say) => {
    await ensureDebianPackage('postgresql', say, () => findProgram('postgres'));
  },

  prepare: async (place, say) => {
    const user = serverUser('postgres', place.data);
    const cluster = join(place.data, 'cluster');
    if (!existsSync(join(cluster, 'PG_VERSION'))) {
      say('making its database folder');
      await makeCluster(cluster, user, place);
    }
    // One whose number another process has got meanwhile is left to PostgreSQL to judge.
    await poll(() => assertGone(cluster), { withinMs: lingeringMs }).catch((error: Error) => say(error.message));
    const settings: Readonly<Record<string, string | number>> = {
      port: port(place),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: 200,
      shared_buffers: '64MB',
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
    };
    const [command = '', ...args] = user.wrap([
      program('postgres'),
      '-D',
      cluster,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]);
    return [{ label: 'postgres', command, args, ports: place.ports }];
  },

  probe: async (place) => {
    const client = new pg.Client({ connectionString: url(place), connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      await client.query('SELECT 1');
    } finally {
      await client.end();
    }
  },

  address: (place) => ({ url: url(place) }),
};

/**
 * A server that was killed is a process until the system has buried it, and the next one would take it for running.
 * Whoever calls this knows that it does not run any more.
 */
async function assertGone(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n', 1)[0]) : 0;
  if (pid > 0 && existsSync(`/proc/${pid}`)) throw new Error(`process ${pid} of the server before is not gone yet`);
}

/** Made beside its final place and moved there whole: a crash leaves no half-made folder that looks like one. */
async function makeCluster(cluster: string, user: ServerUser, place: Place): Promise<void> {
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(cluster, { mode: 0o700 });
  const passwordFile = join(place.data, 'password');
  writeFileSync(passwordFile, credentials.password);
  chmodSync(passwordFile, 0o600);
  if (user.ids !== null) for (const path of [cluster, passwordFile]) chownSync(path, user.ids.uid, user.ids.gid);
  const [command = '', ...args] = user.wrap([
    program('initdb'),
    ...['-D', cluster, '-U', credentials.user, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--locale=C'],
  ]);
  try {
    await runCommand(command, args, { cwd: '/' });
  } catch (error) {
    rmSync(cluster, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Debian keeps the server's programs outside the path, a folder per version: the newest is taken. */
function findProgram(name: string): string | null {
  const versions = '/usr/lib/postgresql';
  const newest = existsSync(versions) ? readdirSync(versions).toSorted((a, b) => Number(b) - Number(a)) : [];
  const installed = newest.map((version) => join(versions, version, 'bin', name)).find((file) => existsSync(file));
  return installed ?? findCommand(name);
}

function program(name: string): string {
  return findProgram(name) ?? name;
}

function port(place: Place): number {
  return place.ports[0] ?? 0;
}

function url(place: Place): string {
  return `postgres://${credentials.user}:${credentials.password}@127.0.0.1:${port(place)}/postgres`;
}
