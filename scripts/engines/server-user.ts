import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { findCommand } from './debian.ts';

/** Whom a server runs as that refuses to run as root. */
export interface ServerUser {
  /** Null: as whoever started these scripts. */
  readonly ids: { readonly uid: number; readonly gid: number } | null;
  /** The command line that runs another as this user, in the same process. */
  wrap(command: readonly string[]): readonly string[];
}

/**
 * The user of that name, else `nobody`, when we are root; else whoever we are. A checkout below a folder that only root
 * may enter is reached by a capability, without opening the folder to anyone else.
 */
export function serverUser(name: string, folder: string): ServerUser {
  if (process.getuid?.() !== 0) return { ids: null, wrap: (command) => command };
  const ids = idsOf(name) ?? idsOf('nobody');
  const setpriv = findCommand('setpriv');
  if (ids === null || setpriv === null) {
    throw new Error(`it does not run as root: start these scripts as another user, or install setpriv (Debian: util-linux)`);
  }
  const mayEnter = isOpen(folder) ? [] : ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return {
    ids,
    wrap: (command) => [setpriv, `--reuid=${ids.uid}`, `--regid=${ids.gid}`, '--clear-groups', ...mayEnter, '--', ...command],
  };
}

function idsOf(name: string): { uid: number; gid: number } | null {
  accessSync('/etc/passwd', constants.R_OK);
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name);
  return entry ? { uid: Number(entry[2]), gid: Number(entry[3]) } : null;
}

/** Whether anybody may pass through the folder and all above it. */
function isOpen(folder: string): boolean {
  const above = dirname(folder);
  return (statSync(folder).mode & 0o001) !== 0 && (above === folder || isOpen(above));
}
