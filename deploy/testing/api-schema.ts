import { createRequire } from 'node:module';
import type { Manifest } from './manifests.ts';

interface Model {
  readonly prototype: { validate(this: unknown): void };
}
type Models = Readonly<Record<string, Model | undefined>>;

const require = createRequire(import.meta.url);

/**
 * Holds a manifest against the Kubernetes API's schema. Throws where a field is missing, of another type, or not known:
 * the schema's validators let unknown fields pass, but look at every field they know, so what they never looked at is
 * unknown.
 */
export function checkAgainstApi(manifest: Manifest): void {
  const models = require(`kubernetes-models/${manifest.apiVersion}`) as Models;
  const Kind = models[manifest.kind];
  if (!Kind) throw new Error(`${manifest.apiVersion} knows no ${manifest.kind}`);
  const unread = new Set<string>();
  // Its constructor would read everything to copy it.
  Kind.prototype.validate.call(watched(manifest, '', unread));
  if (unread.size > 0) throw new Error(`${manifest.kind} ${manifest.metadata.name}: unknown ${[...unread].join(', ')}`);
}

/** The same value, which strikes the paths of its fields from `unread` as they are read. */
function watched(value: unknown, path: string, unread: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, watched(field, `${path}/${name}`, unread)] as const);
  const copy = (Array.isArray(value) ? [] : {}) as Record<string, unknown>;
  for (const [name, field] of fields) {
    unread.add(`${path}/${name}`);
    const get = (): unknown => {
      unread.delete(`${path}/${name}`);
      return field;
    };
    Object.defineProperty(copy, name, { get, enumerable: true });
  }
  return copy;
}
