import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** One process of a tree. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** A process and all that descend from it, parents first. */
export function processTree(root: number, all: readonly Process[] = processes()): readonly Process[] {
  const found = all.filter(({ pid }) => pid === root);
  for (let next = 0; next < found.length; next++) {
    const { pid } = found[next] as Process;
    found.push(...all.filter(({ parent }) => parent === pid));
  }
  return found;
}

/** Every process of the machine. */
function processes(): readonly Process[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return parseProcesses(stdout);
}

/** Reads what `ps -A -o pid=,ppid=,args=` prints. */
export function parseProcesses(text: string): readonly Process[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined || parent === undefined
      ? []
      : [{ pid: Number(pid), parent: Number(parent), command: command ?? '' }];
  });
}

/** How the memory of a process is counted here. */
export const memoryMeasure = existsSync('/proc/self/smaps_rollup') ? 'PSS' : 'RSS';

/**
 * Memory of a process in megabytes (10^6). PSS (proc(5), smaps_rollup) counts what several processes share once
 * among them, so a sum is what they take of the machine; where there is no /proc, RSS, which counts it in each.
 */
export function memoryOf(pid: number): number {
  if (memoryMeasure === 'PSS') return pssOf(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return (Number(stdout.trim()) * 1_024) / 1e6;
}

/** Megabytes from the text of smaps_rollup. */
export function pssOf(text: string): number {
  const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
  if (kibibytes === undefined) throw new TypeError('smaps_rollup has no Pss');
  return (Number(kibibytes) * 1_024) / 1e6;
}

/** Ticks of CPU time are hundredths of a second on every Linux there is (USER_HZ). */
const microsecondsPerTick = 10_000;

/** CPU time of another process so far, microseconds; null where there is no /proc. */
export function cpuOf(pid: number): number | null {
  if (memoryMeasure !== 'PSS') return null;
  // proc(5): what follows the command's closing bracket begins with field 3; utime and stime are 14 and 15.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * microsecondsPerTick;
}
