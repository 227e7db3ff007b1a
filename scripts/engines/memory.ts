import { existsSync, readdirSync } from 'node:fs';
import { readIfThere } from './process-identity.ts';

/**
 * Megabytes that the processes and all their descendants hold in memory; pages they share are counted once where
 * the kernel tells. Null where the system does not say.
 */
export function memoryOf(pids: readonly number[]): number | null {
  if (!existsSync('/proc/self/status')) return null;
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? readIfThere(`/proc/${entry}/stat`) : null;
    if (stat !== null) parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const belongs = (pid: number): boolean => pids.includes(pid) || (parents.has(pid) && belongs(parents.get(pid) ?? 0));
  const kilobytes = [...parents.keys()].filter(belongs).map(memoryOfOne);
  return Math.round(kilobytes.reduce((sum, one) => sum + one, 0) / 1024);
}

function memoryOfOne(pid: number): number {
  return figure(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+) kB/m) ?? figure(`/proc/${pid}/status`, /^VmRSS:\s+(\d+) kB/m) ?? 0;
}

function figure(file: string, pattern: RegExp): number | null {
  let text: string | null;
  try {
    text = readIfThere(file);
  } catch {
    // Another user's process: its shares may not be read, its size may.
    return null;
  }
  const found = text === null ? null : pattern.exec(text)?.[1];
  return found ? Number(found) : null;
}
