import { z } from 'zod';
import { eurekaSettings } from './eureka-settings.ts';

const aPort = 'must be a port, 0 to 65535';
const aTime = 'must be a number above 0';
const aCount = 'must be a whole number, 1 or more';
const anAmount = 'must be minor units (pence, cents): a whole number, 0 or more';
const aRate = 'must be basis points, 0 to 10000 (2000 is 20 %)';
const aRatio = 'must be a number, 0 to 1';
const aList = 'must be host:port, several by commas';

const port = z.coerce.number(aPort).int(aPort).min(0, aPort).max(65_535, aPort);
const seconds = z.coerce.number(aTime).positive(aTime);
const count = z.coerce.number(aCount).int(aCount).positive(aCount);
const hosts = z
  .string()
  .transform((text) => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()])))
  .pipe(z.array(z.string().regex(/^[^\s,:/]+:\d{1,5}$/, aList)).min(1, aList));
const amount = z.coerce.number(anAmount).int(anAmount).min(0, anAmount);

/** Every setting of the shop, with the environment variable it is read from and its default. How services find each other: `eurekaSettings`. */
export const configSchema = z.object({
  /** Where a standalone shop keeps everything. */
  DATA_FOLDER: z.string().min(1).default('./data'),
  /** Address every server listens on. */
  HOST: z.string().min(1).default('127.0.0.1'),
  GATEWAY_PORT: port.default(8080),
  /** Health and metrics of the gateway; never on the public port. */
  GATEWAY_ADMIN_PORT: port.default(8090),
  ISSUER_PORT: port.default(8081),
  PRODUCT_COMMANDS_PORT: port.default(8101),
  ORDER_COMMANDS_PORT: port.default(8102),
  PRODUCT_QUERIES_PORT: port.default(8103),
  ORDER_QUERIES_PORT: port.default(8104),
  OPERATIONS_PORT: port.default(8105),
  /** `production` refuses development identities. */
  MODE: z.enum(['development', 'production'], 'must be development or production').default('development'),
  /** The one currency of the shop's prices, ISO 4217. */
  CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code, e.g. GBP')
    .default('GBP'),
  /** Days of reports are days of this zone (IANA name). */
  TIME_ZONE: z.string().refine(isTimeZone, 'must be an IANA time zone, e.g. Europe/London').default('Europe/London'),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug', 'silent'], 'must be error, warn, info, debug or silent').default('warn'),
  /** Which engine keeps the log. */
  EVENT_STORE: z.enum(['sqlite', 'postgres', 'eventstoredb'], 'must be sqlite, postgres or eventstoredb').default('sqlite'),
  /** Where projectors hear of events: the event store itself, or Kafka, to which a relay carries them. */
  EVENT_FEED: z.enum(['store', 'kafka'], 'must be store or kafka').default('store'),
  /** Which engine keeps read models, and the leases of what runs once. */
  READ_STORE: z.enum(['sqlite', 'redis'], 'must be sqlite or redis').default('sqlite'),
  /** Which engine keeps the customers' keys: one that keeps what it was given for good, as Redis need not. */
  KEY_VAULT: z.enum(['sqlite', 'postgres'], 'must be sqlite or postgres').default('sqlite'),
  /** EventStoreDB's connection string: addresses, TLS and credentials, e.g. esdb://admin:changeit@host:2113?tls=true. */
  EVENTSTOREDB_URL: z.string().min(1).optional(),
  POSTGRES_URL: z.string().min(1).optional(),
  /** Kafka's brokers, host:port, several by commas. */
  KAFKA_BROKERS: hosts.optional(),
  /** Whether the brokers are spoken to by TLS. */
  KAFKA_TLS: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((text) => text === 'true'),
  /** How this service signs in to the brokers; with it KAFKA_USERNAME and KAFKA_PASSWORD are needed. */
  KAFKA_SASL: z.enum(['plain', 'scram-sha-256', 'scram-sha-512'], 'must be plain, scram-sha-256 or scram-sha-512').optional(),
  KAFKA_USERNAME: z.string().min(1).optional(),
  KAFKA_PASSWORD: z.string().min(1).optional(),
  /** What the names of this shop's topics and consumer groups begin with. */
  KAFKA_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9_-]{1,60}$/, 'must be 1 to 60 letters, digits, _ or -')
    .default('shop'),
  /** Partitions of every topic; fixed once the topics are made, since a stream must keep its partition. */
  KAFKA_PARTITIONS: count.default(6),
  KAFKA_REPLICATION: count.default(1),
  /** Milliseconds a topic keeps its records; -1 for ever. */
  KAFKA_RETENTION_MS: z.coerce.number().int().min(-1).default(-1),
  /** What the relay signs records with, so that projectors can tell its records from a stranger's; the same in all services. */
  KAFKA_RECORD_SECRET: z.string().min(16, 'must be 16 characters or more').optional(),
  REDIS_URL: z.string().min(1).optional(),
  /** Nodes of a Redis Cluster, host:port, several by commas; instead of REDIS_URL. */
  REDIS_CLUSTER: hosts.optional(),
  /** What every key of this shop in Redis begins with. */
  REDIS_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9_-]{1,60}$/, 'must be 1 to 60 letters, digits, _ or -')
    .default('shop'),
  ...eurekaSettings,
  /** JSON: service name to the origins of its instances. */
  SERVICES: z.string().min(1).optional(),
  /** Host under which other services reach this one. */
  ADVERTISED_HOST: z.string().min(1).optional(),
  /** Address of a service's own server where it runs as a process of its own; 0 takes a free port. */
  PORT: port.optional(),
  /** The issuer of tokens; without it a standalone shop's embedded provider. */
  ISSUER: z.url('must be a URL').optional(),
  /** Where the issuer's keys are, when that differs from what its discovery document says. */
  JWKS_URI: z.url('must be a URL').optional(),
  /** Where this service gets its own tokens; found from the issuer where left out. */
  TOKEN_URI: z.url('must be a URL').optional(),
  CLIENT_ID: z.string().min(1).optional(),
  CLIENT_SECRET: z.string().min(1).optional(),
  /** OpenTelemetry collector (OTLP over HTTP), e.g. http://127.0.0.1:4318/v1/traces; instead of ZIPKIN_URL. */
  OTLP_URL: z.url('must be a URL').optional(),
  /** Zipkin's collector, e.g. http://127.0.0.1:9411/api/v2/spans; without it no span is kept. */
  ZIPKIN_URL: z.url('must be a URL').optional(),
  TRACE_SAMPLE_RATIO: z.coerce.number(aRatio).min(0, aRatio).max(1, aRatio).default(1),
  /** Basis points on prices without tax. */
  TAX_RATE: z.coerce.number(aRate).int(aRate).min(0, aRate).max(10_000, aRate).default(2_000),
  /** Minor units. */
  SHIPPING_FLAT: amount.default(499),
  SHIPPING_FREE_FROM: amount.default(5_000),
  /** How long the process waits for stock before it gives up. */
  RESERVATION_DEADLINE_SECONDS: seconds.default(30),
  /** How long an unpaid order holds its stock. */
  HOLD_SECONDS: seconds.default(15 * 60),
  PAYMENT_ATTEMPTS: count.default(3),
  RETURN_DAYS: seconds.default(30),
  /** Requests a second that one caller may make through the gateway; twice as many at once. */
  RATE_LIMIT_READ_PER_SECOND: count.default(50_000),
  RATE_LIMIT_WRITE_PER_SECOND: count.default(10_000),
});

export type Config = Readonly<z.infer<typeof configSchema>>;

/** A setting that cannot be used; `message` names the variables and says why. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the configuration; throws {@link ConfigError} naming every setting that is wrong. Empty values count as unset. */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const result = configSchema.safeParse(set);
  if (result.success) return result.data;
  // One value may break several rules that one sentence tells.
  const wrong = new Set(result.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`));
  throw new ConfigError([...wrong].join('; '));
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
