import { parse } from 'yaml';
import { completeEnv, type EventStoreName, variablesOf } from '../secrets/complete-env.ts';
import { textOf } from './repository.ts';

export interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly command?: string | readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly networks: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly profiles?: readonly string[];
  readonly user?: string;
  readonly restart: string;
  readonly read_only?: boolean;
  readonly mem_limit?: string;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly container_name?: string;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** The compose file as it stands, with nothing put in. */
export function composeFile(): ComposeFile {
  // Every service refers to the same few anchors, many times.
  return parse(textOf('docker-compose.yml'), { merge: true, maxAliasCount: -1 }) as ComposeFile;
}

/** Settings for the compose file, as the script of secrets writes them; secrets are ours and known. */
export function envFile(eventStore: EventStoreName): string {
  let made = 0;
  return completeEnv(textOf('deploy/example.env'), '', { eventStore, newSecret: () => `secret-for-tests-${++made}` });
}

/** The compose file with the variables of {@link envFile} put in, as Docker Compose does it. */
export function resolvedCompose(eventStore: EventStoreName): ComposeFile {
  const variables = variablesOf(envFile(eventStore));
  const filled = (text: string): string =>
    text.replaceAll(/\$\$|\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g, (whole, name: string, kind: string, word: string) => {
      if (whole === '$$') return '$';
      const value = variables.get(name) || (kind === '-' ? word : '');
      if (value === '') throw new Error(`${name} is not set`);
      return value;
    });
  return JSON.parse(JSON.stringify(composeFile()), (_key, value: unknown) =>
    typeof value === 'string' ? filled(value) : value,
  ) as ComposeFile;
}

/** An environment as a process gets it: text alone. */
export function environmentOf(service: ComposeService | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(service?.environment ?? {}).map(([name, value]) => [name, String(value)]));
}
