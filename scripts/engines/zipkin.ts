import { join } from 'node:path';
import type { Engine, Place } from './engine.ts';
import { askHttp } from './http-ask.ts';
import { ensureJava, javaCommand } from './java.ts';
import { ensureMavenArtifacts } from './maven.ts';

const artifact = { folder: 'zipkin-3.6.1', megabytes: 135, coordinates: ['io.zipkin:zipkin-server:3.6.1:jar:exec'] };

/** Collects and shows traces; it keeps them in memory alone. */
export const zipkin: Engine<'zipkin'> = {
  name: 'zipkin',
  ports: [19411],
  readyWithinMs: 120_000,
  install: async (artifacts, say) => {
    await ensureJava(say);
    await ensureMavenArtifacts(artifacts, artifact, say);
  },
  prepare: async (place) => [
    {
      label: 'zipkin',
      command: javaCommand(),
      args: ['-Xms32m', '-Xmx256m', '-XX:+ExitOnOutOfMemoryError', '-jar', jar(place)],
      // Its own QUERY_PORT would open the port to every address.
      env: {
        ARMERIA_PORTS_0_IP: '127.0.0.1',
        ARMERIA_PORTS_0_PORT: String(place.ports[0]),
        ARMERIA_PORTS_0_PROTOCOLS: 'http',
        STORAGE_TYPE: 'mem',
      },
      ports: place.ports,
    },
  ],
  probe: async (place) => {
    await askHttp(`${url(place)}/health`);
  },
  address: (place) => ({ url: url(place) }),
};

function jar(place: Place): string {
  return join(place.artifacts, artifact.folder, 'zipkin-server-3.6.1-exec.jar');
}

function url(place: Place): string {
  return `http://127.0.0.1:${place.ports[0]}`;
}
