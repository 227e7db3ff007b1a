import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** A server of its own for tests that kill it. */
export interface ThrowAwayServer {
  readonly url: string;
  /** Starts it and waits until it answers. */
  start(): Promise<void>;
  /** SIGKILL for the server and all its processes. */
  kill(): Promise<void>;
  /** Kills it and deletes its files. */
  remove(): Promise<void>;
}

/** Where PostgreSQL's programs are; null where they are not on this machine, only in a container. */
export function serverPrograms(): string | null {
  const versions = '/usr/lib/postgresql';
  const found = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : [];
  return found.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

/** Makes the server's files; it is not started yet. Syncs to disk as a real one does. */
export async function throwAwayServer(programs: string): Promise<ThrowAwayServer> {
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const user = unprivileged();
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const init = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  execFileSync(join(programs, 'initdb'), init, { ...user, cwd: folder, stdio: 'ignore' });
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=on'];
  let server: ChildProcess | undefined;

  const kill = async (): Promise<void> => {
    if (!server) return;
    const gone = new Promise((resolve) => server?.once('exit', resolve));
    const children = await pidsOf(url);
    server.kill('SIGKILL');
    for (const pid of children) killIfThere(pid);
    await gone;
    server = undefined;
  };
  return {
    url,
    async start() {
      const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
      server = spawn(join(programs, 'postgres'), args, { ...user, cwd: folder, stdio: 'ignore' });
      await untilAnswers(url);
    },
    kill,
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function pidsOf(url: string): Promise<readonly number[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
  await client.end();
  return rows.map(({ pid }) => pid);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function untilAnswers(url: string): Promise<void> {
  const end = performance.now() + 30_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
