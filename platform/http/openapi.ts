import { z } from 'zod';
import { pathOf } from './paths.ts';
import type { Route } from './route.ts';

const problemSchema = {
  type: 'object',
  description: 'RFC 9457 problem details',
  required: ['type', 'title', 'status', 'detail', 'instance', 'traceId', 'correlationId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    traceId: { type: 'string' },
    correlationId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { pointer: { type: 'string' }, parameter: { type: 'string' }, detail: { type: 'string' } },
        required: ['detail'],
      },
    },
  },
};

/** OpenAPI 3.1 of a service's public routes, made from the schemas that validate them. */
export function openApiDocument(title: string, routes: readonly Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    if (route.access === 'internal') continue;
    const path = pathOf(route).replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title, version: '1.0.0' },
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function operation(route: Route): Record<string, unknown> {
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: whoMay(route),
    tags: [route.tag.toLowerCase()],
    parameters: [...fromObject(route.params, 'path'), ...fromObject(route.query, 'query'), ...headers(route)],
    ...(route.body
      ? {
          requestBody: {
            required: !route.bodyOptional,
            content: {
              'application/json': {
                schema: jsonSchema(route.body, 'input'),
                ...(route.example === undefined ? {} : { example: route.example }),
              },
            },
          },
        }
      : {}),
    responses: responses(route),
    security: route.access === 'public' ? [{}, { bearer: [] }] : [{ bearer: [] }],
    ...(Array.isArray(route.access) ? { 'x-roles': rolesOf(route.access) } : {}),
  };
}

function rolesOf(access: readonly string[]): string[] {
  return [...new Set([...access, 'admin'])];
}

function whoMay({ access }: Route): string {
  return Array.isArray(access) ? `Roles: ${rolesOf(access).join(', ')}.` : 'For everybody, without a token too.';
}

function fromObject(schema: z.ZodType | undefined, place: 'path' | 'query'): Record<string, unknown>[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function headers(route: Route): Record<string, unknown>[] {
  const header = (name: string, required: boolean, description: string) => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  if (route.method === 'GET') return [header('Consistency-Token', false, 'Answer no older than this write: stream@revision')];
  return [
    header('Idempotency-Key', route.method === 'POST', 'The same key and body answer as the first time'),
    ...(route.responses[202] === undefined
      ? []
      : [header('Prefer', false, '`wait=N` waits up to N seconds (at most 30) for the end, which then answers instead of 202')]),
    ...(route.ifMatch ? [header('If-Match', route.ifMatch === 'required', 'ETag of the revision that is meant')] : []),
  ];
}

function responses(route: Route): Record<string, unknown> {
  const problem = { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
  const all: Record<string, unknown> = {};
  for (const [status, schema] of Object.entries(route.responses)) {
    all[status] = {
      description: 'Success',
      ...(schema ? { content: { 'application/json': { schema: jsonSchema(schema, 'output') } } } : {}),
    };
  }
  for (const [code, status] of Object.entries(route.problems ?? {})) {
    const known = all[String(status)] as { description: string } | undefined;
    all[String(status)] = { description: known ? `${known.description}, ${code}` : code, ...problem };
  }
  return { ...all, default: { description: 'Problem', ...problem } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const schemaOf: Record<string, unknown> = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  delete schemaOf['$schema'];
  return schemaOf;
}
