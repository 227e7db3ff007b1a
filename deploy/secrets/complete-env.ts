/** Settings that go together for each event store. */
export const eventStores = {
  eventstoredb: { EVENT_STORE: 'eventstoredb', COMPOSE_PROFILES: 'eventstoredb', KEY_VAULT: 'sqlite' },
  postgres: { EVENT_STORE: 'postgres', COMPOSE_PROFILES: 'postgres', KEY_VAULT: 'postgres' },
} as const;
export type EventStoreName = keyof typeof eventStores;

const assignment = /^([A-Z][A-Z0-9_]*)=(.*)$/;

/** The variables of a file of `NAME=value` lines. */
export function variablesOf(text: string): ReadonlyMap<string, string> {
  const found = text.split('\n').map((line) => assignment.exec(line));
  return new Map(found.flatMap((match) => (match ? [[match[1] ?? '', match[2] ?? '']] : [])));
}

/**
 * The template with a value on every line: the chosen event store's, else what `existing` has, else the template's, else
 * a new secret. Lines of `existing` that the template does not know are kept at the end.
 */
export function completeEnv(
  template: string,
  existing: string,
  { eventStore, newSecret }: { readonly eventStore: EventStoreName | undefined; readonly newSecret: () => string },
): string {
  const chosen = new Map<string, string>(eventStore ? Object.entries(eventStores[eventStore]) : []);
  const kept = variablesOf(existing);
  const known = variablesOf(template);
  const lines = template.split('\n').map((line) => {
    const [, name, value] = assignment.exec(line) ?? [];
    if (name === undefined) return line;
    return `${name}=${chosen.get(name) ?? (kept.get(name) || value || newSecret())}`;
  });
  const others = [...kept].filter(([name]) => !known.has(name)).map(([name, value]) => `${name}=${value}\n`);
  return lines.join('\n') + others.join('');
}
