import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, Place } from './engine.ts';
import { ensureJava, javaCommand } from './java.ts';
import { countBrokers } from './kafka-ask.ts';
import { kafkaProperties } from './kafka-properties.ts';
import { ensureMavenArtifacts } from './maven.ts';
import { runCommand } from './run-command.ts';

const artifact = { folder: 'kafka-4.4.0', megabytes: 43, pom: join(import.meta.dirname, 'kafka.pom.xml') };

/** One broker that is its own controller (KRaft). */
export const kafka: Engine<'kafka'> = {
  name: 'kafka',
  ports: [19092, 19093],
  readyWithinMs: 90_000,

  install: async (artifacts, say) => {
    await ensureJava(say);
    await ensureMavenArtifacts(artifacts, artifact, say);
  },

  prepare: async (place, say) => {
    const properties = join(place.data, 'server.properties');
    writeFileSync(
      properties,
      kafkaProperties({ folder: logFolder(place), port: broker(place), controllerPort: place.ports[1] ?? 0 }),
    );
    const java = ['-cp', join(place.artifacts, artifact.folder, '*'), '-Dlog4j2.level=WARN'];
    if (!existsSync(join(logFolder(place), 'meta.properties'))) {
      say('formatting its log folder');
      rmSync(logFolder(place), { recursive: true, force: true });
      await runCommand(javaCommand(), [...java, 'kafka.tools.StorageTool', 'format', '-t', clusterId(), '-c', properties]);
    }
    const heap = ['-Xms64m', '-Xmx512m', '-XX:+ExitOnOutOfMemoryError'];
    return [{ label: 'kafka', command: javaCommand(), args: [...heap, ...java, 'kafka.Kafka', properties], ports: place.ports }];
  },

  probe: async (place) => {
    if ((await countBrokers(broker(place))) !== 1) throw new Error('the broker is not part of its cluster yet');
  },

  address: (place) => ({ brokers: [`127.0.0.1:${broker(place)}`] }),
};

function broker(place: Place): number {
  return place.ports[0] ?? 0;
}

function logFolder(place: Place): string {
  return join(place.data, 'log');
}

/** 16 random bytes; Kafka takes none that begins with a dash, which a command line would take for an option. */
function clusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? clusterId() : id;
}
