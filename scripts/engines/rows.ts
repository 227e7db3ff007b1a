import type { EngineName } from '@shop/platform/testing/engines.ts';
import type { Running } from './control.ts';

/** One engine's line: its name, what there is to say, ports, memory, and whether its data will go. */
export function row(
  name: EngineName,
  words: string,
  ports: readonly number[] = [],
  megabytes: number | null = null,
  ephemeral = false,
): string {
  const figures = [
    ...(ports.length === 0 ? [] : [`127.0.0.1:${ports.join(',')}`]),
    ...(megabytes === null ? [] : [`${megabytes} MB`]),
    ...(ephemeral ? ['ephemeral'] : []),
  ];
  return `${name.padEnd(14)} ${[words, ...figures].join('  ')}`;
}

/** The line of an engine that answers. */
export function describeRunning(running: Running): string {
  const words = running.startedNow ? `started in ${running.seconds.toFixed(1)} s` : 'was running';
  return row(running.name, words, running.ports, running.megabytes, running.ephemeral);
}
