import { ensureDebianPackage, findCommand } from './debian.ts';
import type { Say } from './engine.ts';
import { runCommand } from './run-command.ts';

const oldest = 17;

/** The path of a Java that is new enough for every engine. Rejects with a sentence that says what to install. */
export async function ensureJava(say: Say): Promise<string> {
  const java = await ensureDebianPackage('default-jre-headless', say, () => findCommand('java'));
  const version = /version "(\d+)/.exec(await runCommand(java, ['-version']))?.[1];
  if (Number(version) >= oldest) return java;
  throw new Error(`Java ${version} at ${java} is too old: Java ${oldest} or newer is needed (Debian: default-jre-headless)`);
}

/** Where `ensureJava` found it; for commands after the installation. */
export function javaCommand(): string {
  return findCommand('java') ?? 'java';
}
