import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Engine, Place, Say } from './engine.ts';
import { askHttp } from './http-ask.ts';
import { readIfThere } from './process-identity.ts';
import { ensureJava, javaCommand } from './java.ts';
import { ensureMavenArtifacts } from './maven.ts';
import { runCommand } from './run-command.ts';

const version = '26.7.3';
const artifact = { folder: `keycloak-${version}`, megabytes: 177, unpacked: `org.keycloak:keycloak-quarkus-dist:${version}:zip` };
const realmFiles = join(import.meta.dirname, '..', '..', 'deploy', 'keycloak', '*.json');

/** Issues tokens; takes over the realms of `deploy/keycloak/*.json` and keeps its data in an embedded database. */
export const keycloak: Engine<'keycloak'> = {
  name: 'keycloak',
  ports: [18080, 18081],
  // Its first start makes a database and imports realms: 40 s on two quiet cores, minutes where they are shared.
  readyWithinMs: 480_000,

  install: async (artifacts, say) => {
    await ensureJava(say);
    const folder = join(await ensureMavenArtifacts(artifacts, artifact, say), artifact.folder);
    const built = join(folder, 'built');
    if (existsSync(built)) return;
    say('fitting it to its database (once)');
    await runCommand(javaCommand(), java(folder, ['build', '--db=dev-file', '--cache=local']));
    writeFileSync(built, '');
  },

  prepare: async (place, say) => {
    layOut(place);
    importRealms(place, say);
    const [port, managementPort] = place.ports;
    const options = [
      ...['start', '--optimized', '--import-realm', '--http-enabled=true', '--http-host=127.0.0.1', `--http-port=${port}`],
      ...[`--http-management-port=${managementPort}`, `--hostname=${url(place)}`, '--cache=local'],
    ];
    return [
      {
        label: 'keycloak',
        command: javaCommand(),
        args: java(place.data, options),
        env: { KC_BOOTSTRAP_ADMIN_USERNAME: 'admin', KC_BOOTSTRAP_ADMIN_PASSWORD: 'admin' },
        ports: place.ports,
      },
    ];
  },

  probe: async (place) => {
    await askHttp(`${url(place)}/realms/master/.well-known/openid-configuration`);
  },

  address: (place) => ({ url: url(place) }),
};

/** Its own script would stand as a second process between us and the server; this is what that script runs. */
function java(home: string, options: readonly string[]): string[] {
  const factory = 'io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory';
  return [
    ...['-Xms64m', '-Xmx512m', '-XX:MaxMetaspaceSize=256m', '-XX:+ExitOnOutOfMemoryError', '-Dfile.encoding=UTF-8'],
    ...['util', 'util.concurrent', 'security', 'lang'].map((name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`),
    `-Djava.util.concurrent.ForkJoinPool.common.threadFactory=${factory}`,
    '-Djava.util.logging.manager=org.jboss.logmanager.LogManager',
    ...[`-Dkc.home.dir=${home}`, `-Djboss.server.config.dir=${join(home, 'conf')}`],
    ...['-cp', join(home, 'lib', 'quarkus-run.jar'), 'io.quarkus.bootstrap.runner.QuarkusEntryPoint'],
    ...options,
  ];
}

/** The server takes its program and its data from one folder: the data is the place's own, the program stays where it is. */
function layOut(place: Place): void {
  for (const part of ['lib', 'conf', 'providers', 'themes']) {
    const link = join(place.data, part);
    rmSync(link, { force: true });
    symlinkSync(join(place.artifacts, artifact.folder, artifact.folder, part), link);
  }
}

/** A realm that exists is not read again, so the database goes where a realm's file has changed since. */
function importRealms(place: Place, say: Say): void {
  const folder = join(place.data, 'data', 'import');
  const files = globSync(realmFiles).toSorted();
  const digest = createHash('sha256');
  for (const file of files) digest.update(basename(file)).update(readFileSync(file));
  const mark = join(place.data, 'realms.sha256');
  const [before, now] = [readIfThere(mark), digest.digest('hex')];
  if (before === now) return;
  if (before !== null) say('the realm files have changed: it begins with an empty database');
  rmSync(join(place.data, 'data'), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of files) copyFileSync(file, join(folder, basename(file)));
  writeFileSync(mark, now);
}

function url(place: Place): string {
  return `http://127.0.0.1:${place.ports[0]}`;
}
