import { eurekaSettings } from '@shop/platform/config/eureka-settings.ts';
import { z } from 'zod';

/** Names under which the gateway looks its upstream services up. */
export const serviceNames = ['product-commands', 'order-commands', 'product-queries', 'order-queries', 'operations'] as const;
export type ServiceName = (typeof serviceNames)[number];

const port = z.coerce.number().int().min(0).max(65_535);
const positive = z.coerce.number().int().positive();
/** An origin alone: what follows the authority comes from the client's request, never from here. */
const origin = z.url({ protocol: /^https?$/ }).refine((url) => URL.parse(url)?.href === `${URL.parse(url)?.origin}/`, {
  error: 'must be scheme, host and port alone',
});
const originSchema = origin.transform((url) => new URL(url).origin);

const defaultServices = {
  'product-commands': ['http://127.0.0.1:8101'],
  'order-commands': ['http://127.0.0.1:8102'],
  'product-queries': ['http://127.0.0.1:8103'],
  'order-queries': ['http://127.0.0.1:8104'],
  operations: ['http://127.0.0.1:8105'],
};

const servicesSchema = z.strictObject({
  'product-commands': z.array(originSchema).max(100),
  'order-commands': z.array(originSchema).max(100),
  'product-queries': z.array(originSchema).max(100),
  'order-queries': z.array(originSchema).max(100),
  operations: z.array(originSchema).max(100),
});

const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

const list = z
  .string()
  .transform((text) => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()])))
  .pipe(z.array(originSchema));

const environmentSchema = z.object({
  /** Address and port the public listens on. */
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(8080),
  /** Address and port of /livez, /readyz and /metrics. */
  MANAGEMENT_HOST: z.string().min(1).default('127.0.0.1'),
  MANAGEMENT_PORT: port.default(8090),
  ISSUER: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:8081/realms/shop'),
  AUDIENCE: z.string().min(1).default('shop-api'),
  /** Where the issuer's keys are; found by discovery where it is left out. */
  JWKS_URI: z.url({ protocol: /^https?$/ }).optional(),
  /** How services are found, and where a registration in Eureka may send requests. */
  ...eurekaSettings,
  /** JSON: service name to origins of its instances; where DISCOVERY is static. */
  SERVICES: json.pipe(servicesSchema).default(defaultServices),
  /** `info` and below write a line per request. */
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  /** Zipkin's collector, e.g. http://127.0.0.1:9411/api/v2/spans; without it no span is kept. */
  ZIPKIN_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Collector for OTLP over HTTP, e.g. http://127.0.0.1:4318/v1/traces; instead of ZIPKIN_URL. */
  OTLP_URL: z.url({ protocol: /^https?$/ }).optional(),
  TRACE_SAMPLE_RATIO: z.coerce.number().min(0).max(1).default(1),
  /** Token buckets per subject, or per address without a token. */
  RATE_LIMIT_READ_PER_SECOND: positive.default(50_000),
  RATE_LIMIT_READ_BURST: positive.default(100_000),
  RATE_LIMIT_WRITE_PER_SECOND: positive.default(10_000),
  RATE_LIMIT_WRITE_BURST: positive.default(20_000),
  BODY_LIMIT_BYTES: positive.default(1_048_576),
  /** Comma-separated origins that may call from a browser; none by default. */
  CORS_ORIGINS: list.default([]),
  /** How many proxies of ours stand in front and append to X-Forwarded-For; 0: the header means nothing. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  /** How long an upstream may take to begin its answer; `Prefer: wait` is added to it. */
  UPSTREAM_TIMEOUT_MS: positive.default(15_000),
  /** Requests under way at one upstream instance; more are answered 503. */
  UPSTREAM_MAX_PENDING: positive.default(1_024),
  /** How long a client may take to send its headers. */
  HEADERS_TIMEOUT_MS: positive.max(30_000).default(10_000),
  MAX_CONNECTIONS: positive.default(10_000),
  /** How long requests under way may take to finish after SIGTERM. */
  DRAIN_MS: z.coerce.number().int().min(0).max(9_000).default(8_000),
});

const gatewaySchema = environmentSchema.refine(
  ({ DISCOVERY, EUREKA_URL }) => DISCOVERY !== 'eureka' || EUREKA_URL !== undefined,
  { path: ['EUREKA_URL'], error: 'is needed where DISCOVERY is eureka' },
);

export type GatewayConfig = z.output<typeof gatewaySchema>;

/** The configuration does not hold; the message names every variable that is wrong, and no value. */
export class GatewayConfigError extends Error {
  override readonly name = 'GatewayConfigError';
}

/** Reads the gateway's configuration from variables of the environment; empty ones count as unset. Throws {@link GatewayConfigError}. */
export function parseGatewayConfig(env: Readonly<Record<string, string | undefined>>): GatewayConfig {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = gatewaySchema.safeParse(set);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new GatewayConfigError(`The gateway's configuration does not hold. ${issues.join('; ')}.`);
}
