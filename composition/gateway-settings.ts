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
    TRACE_SAMPLE_RATIO: String(config.TRACE_SAMPLE_RATIO),
  };
}
