import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, Place } from './engine.ts';
import { askHttp } from './http-ask.ts';
import { ensureJava, javaCommand } from './java.ts';
import { ensureMavenArtifacts } from './maven.ts';

const artifact = {
  folder: 'eureka-1.10.1',
  megabytes: 35,
  coordinates: ['com.netflix.eureka:eureka-server:1.10.1:war', 'org.eclipse.jetty:jetty-runner:9.4.57.v20241219'],
};

/** One registry without peers: it asks no other, forgets quickly who no longer renews, and answers what it knows now. */
const settings: Readonly<Record<string, string>> = {
  'eureka.registration.enabled': 'false',
  'eureka.shouldFetchRegistry': 'false',
  'eureka.enableSelfPreservation': 'false',
  'eureka.waitTimeInMsWhenSyncEmpty': '0',
  'eureka.numberRegistrySyncRetries': '0',
  'eureka.shouldUseReadOnlyResponseCache': 'false',
  'eureka.evictionIntervalTimerInMs': '1000',
};

/** The service registry, as Netflix publishes it, in a servlet container; it keeps everything in memory. */
export const eureka: Engine<'eureka'> = {
  name: 'eureka',
  ports: [18771],
  readyWithinMs: 120_000,
  install: async (artifacts, say) => {
    await ensureJava(say);
    await ensureMavenArtifacts(artifacts, artifact, say);
  },
  prepare: async (place) => {
    const unpacked = join(place.data, 'unpacked');
    mkdirSync(unpacked, { recursive: true });
    const java = ['-Xms32m', '-Xmx192m', '-XX:+ExitOnOutOfMemoryError', `-Djava.io.tmpdir=${unpacked}`];
    // It is older than the modules and reaches into two of them.
    const opens = ['java.lang', 'java.util'].flatMap((name) => ['--add-opens', `java.base/${name}=ALL-UNNAMED`]);
    const folder = join(place.artifacts, artifact.folder);
    const jetty = [
      '-jar',
      join(folder, 'jetty-runner-9.4.57.v20241219.jar'),
      '--host',
      '127.0.0.1',
      '--port',
      String(place.ports[0]),
    ];
    const application = ['--path', '/', join(folder, 'eureka-server-1.10.1.war')];
    const properties = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
    return [
      {
        label: 'eureka',
        command: javaCommand(),
        args: [...java, ...opens, ...properties, ...jetty, ...application],
        ports: place.ports,
      },
    ];
  },
  probe: async (place) => {
    await askHttp(`${url(place)}/apps`);
  },
  address: (place) => ({ url: url(place) }),
};

function url(place: Place): string {
  return `http://127.0.0.1:${place.ports[0]}/v2`;
}
