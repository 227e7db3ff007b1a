import { apiBase } from '@shop/platform/http/paths.ts';

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

export interface ServiceDocument {
  readonly service: string;
  readonly document: Json;
}

/** The components of a document that differ from another service's of the same name get the service's name in front. */
export function mergeDocuments(documents: readonly ServiceDocument[], issuer: string, missing: readonly string[]): Json {
  const paths = new Map<string, Json>();
  const components = new Map<string, Json>();
  const tags = new Map<string, Json>();
  for (const { service, document } of documents) {
    const merged = withUniqueComponents(service, document, components);
    for (const [path, item] of entries(merged['paths'])) {
      if (path.startsWith(`${apiBase}/`)) paths.set(path, { ...paths.get(path), ...objectOf(item) });
    }
    for (const tag of listOf(merged['tags'])) tags.set(String(objectOf(tag)['name']), objectOf(tag));
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1.0.0', description: 'Commands and queries of the shop, as the gateway offers them.' },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    tags: [...tags.values()],
    paths: Object.fromEntries([...paths].sort(([a], [b]) => (a < b ? -1 : 1))),
    components: { ...Object.fromEntries(grouped(components)), securitySchemes: securitySchemes(issuer) },
    ...(missing.length === 0 ? {} : { 'x-missing-services': missing }),
  };
}

function securitySchemes(issuer: string): Json {
  return {
    // No openIdConnect beside it: a page that shows the document would ask the issuer, which its policy forbids.
    bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: tokenByCurl(issuer) },
  };
}

/** How to get a token from the development realm, as a person reading the page would. */
function tokenByCurl(issuer: string): string {
  const form = 'grant_type=password -d client_id=shop-cli -d username=alice -d password=shop-demo';
  return [
    `An access token of ${issuer}. In development, for example:`,
    '',
    `    curl -s ${issuer}/protocol/openid-connect/token -d ${form}`,
    '',
    'Paste the `access_token` of its answer. Other users: carol (catalog-manager), walt (warehouse), sam (support), ada (admin).',
  ].join('\n');
}

/** Adds a document's components to all of them; answers the document with its references to renamed ones mended. */
function withUniqueComponents(service: string, document: Json, all: Map<string, Json>): Json {
  const renamed = new Map<string, string>();
  for (const [kind, group] of entries(document['components'])) {
    if (kind === 'securitySchemes') continue;
    for (const [name, component] of entries(group)) {
      const key = `${kind}/${name}`;
      const known = all.get(key);
      if (known === undefined || JSON.stringify(known) === JSON.stringify(component)) all.set(key, objectOf(component));
      else {
        renamed.set(`#/components/${key}`, `#/components/${kind}/${service}.${name}`);
        all.set(`${kind}/${service}.${name}`, objectOf(component));
      }
    }
  }
  if (renamed.size === 0) return document;
  for (const [, to] of renamed) {
    const key = to.slice('#/components/'.length);
    all.set(key, objectOf(mend(all.get(key), renamed)));
  }
  return objectOf(mend(document, renamed));
}

function mend(value: unknown, renamed: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => mend(item, renamed));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      name === '$ref' && typeof member === 'string' ? [name, renamed.get(member) ?? member] : [name, mend(member, renamed)],
    ),
  );
}

function grouped(components: ReadonlyMap<string, Json>): Map<string, Json> {
  const groups = new Map<string, Json>();
  for (const [key, component] of components) {
    const [kind = '', name = ''] = key.split('/');
    groups.set(kind, { ...groups.get(kind), [name]: component });
  }
  return groups;
}

function objectOf(value: unknown): Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : {};
}

function entries(value: unknown): [string, unknown][] {
  return Object.entries(objectOf(value));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
