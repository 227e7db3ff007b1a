import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import newman, { type NewmanRunSummary } from 'newman';

export const postmanFolder = join(import.meta.dirname, '..', '..', 'postman');

interface Item {
  readonly name: string;
  readonly item?: readonly Item[];
}
export interface PostmanEnvironment {
  readonly values: readonly { readonly key: string; readonly value: string }[];
}

/** A file of the Postman folder. */
export function readPostman<T>(file: string): T {
  return JSON.parse(readFileSync(join(postmanFolder, file), 'utf8')) as T;
}

function requestsOf(items: readonly Item[]): string[] {
  return items.flatMap(({ name, item }) => (item ? requestsOf(item) : [name]));
}

/** The names of all requests of the collection. */
export const postmanRequests = requestsOf(readPostman<Item>('shop.postman_collection.json').item ?? []);

export interface PostmanRun {
  readonly gateway: string;
  readonly issuer: string;
  readonly holdSeconds: string;
  /** Which environment is imported beside the collection. */
  readonly mode: 'standalone' | 'distributed';
}

/** Runs the whole collection as it was imported; where the shop is comes from outside, as when somebody edits the environment. */
export function runCollection({ mode, ...overrides }: PostmanRun): Promise<NewmanRunSummary> {
  return new Promise((resolve, reject) => {
    newman.run(
      {
        collection: join(postmanFolder, 'shop.postman_collection.json'),
        environment: join(postmanFolder, `${mode}.postman_environment.json`),
        envVar: Object.entries(overrides).map(([key, value]) => ({ key, value })),
        reporters: [],
        timeoutRequest: 60_000,
      },
      (error, summary) => (error ? reject(error) : resolve(summary)),
    );
  });
}

/** What went wrong, a line each: the request, the test, and what it saw. */
export function failuresOf({ run }: NewmanRunSummary): string[] {
  return run.failures.map(({ source, error }) => {
    const tested = 'test' in error ? `${String(error.test)}: ` : '';
    return `${source?.name ?? 'collection'} — ${tested}${error.message.slice(0, 500)}`;
  });
}
