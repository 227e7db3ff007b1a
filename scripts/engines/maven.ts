import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDebianPackage, findCommand } from './debian.ts';
import type { Say } from './engine.ts';
import { withLock } from './lock.ts';
import { runCommand } from './run-command.ts';

const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/** Something Maven fetches into a folder of its own below the artifacts. */
export interface MavenArtifacts {
  /** Names the folder, so it holds the version. */
  readonly folder: string;
  /** For the line that tells of the download. */
  readonly megabytes: number;
  /** Coordinates `group:artifact:version:type[:classifier]`, fetched without what they depend on … */
  readonly coordinates?: readonly string[];
  /** … or unpacked … */
  readonly unpacked?: string;
  /** … or a pom whose dependencies are fetched with all that they depend on. */
  readonly pom?: string;
}

/** The folder that holds the artifacts; fetched the first time. Half a download is never taken for a whole one. */
export async function ensureMavenArtifacts(artifacts: string, wanted: MavenArtifacts, say: Say): Promise<string> {
  const folder = join(artifacts, wanted.folder);
  if (existsSync(folder)) return folder;
  const mvn = await ensureDebianPackage('maven', say, () => findCommand('mvn'));
  // Maven's local repository is not made for two at once.
  return withLock(join(artifacts, 'maven.lock'), async () => {
    if (existsSync(folder)) return folder;
    say(`fetching ${wanted.folder} (${wanted.megabytes} MB, once)`);
    const draft = `${folder}.part`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    const progress = reportProgress(say);
    try {
      for (const args of goals(wanted, draft)) await runCommand(mvn, args, { onLine: progress.line, cwd: artifacts });
    } finally {
      progress.stop();
    }
    renameSync(draft, folder);
    return folder;
  });
}

function goals({ coordinates = [], unpacked, pom }: MavenArtifacts, folder: string): string[][] {
  const common = ['--batch-mode', `-DoutputDirectory=${folder}`];
  return [
    ...(pom === undefined ? [] : [['-f', pom, ...common, `${plugin}:copy-dependencies`, '-DincludeScope=runtime']]),
    ...(unpacked === undefined ? [] : [[...common, `${plugin}:unpack`, `-Dartifact=${unpacked}`]]),
    ...coordinates.map((artifact) => [...common, `${plugin}:copy`, `-Dartifact=${artifact}`]),
  ];
}

/** A line for every file of a megabyte and more, and every ten seconds a sign of life. */
function reportProgress(say: Say): { line: (line: string) => void; stop: () => void } {
  const startedAt = Date.now();
  const timer = setInterval(() => say(`still fetching after ${Math.round((Date.now() - startedAt) / 1000)} s`), 10_000);
  return {
    line: (line) => {
      const found = /Downloaded from .*\/([^/ ]+) \((\S+ MB) at/.exec(line);
      if (found) say(`fetched ${found[1]} (${found[2]})`);
    },
    stop: () => clearInterval(timer),
  };
}
