import type { Config } from '@shop/platform/config/config.ts';

/** Where the gateway finds what it needs. */
export interface GatewaySurroundings {
  readonly issuer: string;
  readonly jwksUri: string | undefined;
  readonly services: Readonly<Record<string, readonly string[]>>;
}

/** The gateway's own variables, as the shop's settings have them. */
export function gatewaySettings(config: Config, { issuer, jwksUri, services }: GatewaySurroundings): Record<string, string> {
  return {
    HOST: config.HOST,
    PORT: String(config.GATEWAY_PORT),
    MANAGEMENT_HOST: config.HOST,
    MANAGEMENT_PORT: String(config.GATEWAY_ADMIN_PORT),
    ISSUER: issuer,
    ...(jwksUri === undefined ? {} : { JWKS_URI: jwksUri }),
    SERVICES: JSON.stringify(services),
    LOG_LEVEL: config.LOG_LEVEL,
    RATE_LIMIT_READ_PER_SECOND: String(config.RATE_LIMIT_READ_PER_SECOND),
    RATE_LIMIT_READ_BURST: String(config.RATE_LIMIT_READ_PER_SECOND * 2),
    RATE_LIMIT_WRITE_PER_SECOND: String(config.RATE_LIMIT_WRITE_PER_SECOND),
    RATE_LIMIT_WRITE_BURST: String(config.RATE_LIMIT_WRITE_PER_SECOND * 2),
    ...(config.ZIPKIN_URL === undefined ? {} : { ZIPKIN_URL: config.ZIPKIN_URL }),
    ...(config.OTLP_URL === undefined ? {} : { OTLP_URL: config.OTLP_URL }),
    TRACE_SAMPLE_RATIO: String(config.TRACE_SAMPLE_RATIO),
    ...discoverySettings(config),
  };
}

function discoverySettings(config: Config): Record<string, string> {
  if (config.DISCOVERY !== 'eureka' || config.EUREKA_URL === undefined) return {};
  return {
    DISCOVERY: config.DISCOVERY,
    EUREKA_URL: config.EUREKA_URL,
    EUREKA_PORTS: config.EUREKA_PORTS.join('-'),
    ...(config.EUREKA_HOSTS === undefined ? {} : { EUREKA_HOSTS: config.EUREKA_HOSTS.join(',') }),
    EUREKA_ALLOW_LOOPBACK: String(config.EUREKA_ALLOW_LOOPBACK),
    EUREKA_POLL_SECONDS: String(config.EUREKA_POLL_SECONDS),
  };
}
