import { z } from 'zod';

const aRange = 'must be two ports, the lower first, e.g. 8000-8999';
const aTime = 'must be a number above 0';
const aBoolean = 'must be true or false';
const aListOfHosts = 'must be addresses, names, or endings of names that begin with a dot, several by commas';

const ports = z
  .string()
  .regex(/^\d{1,5}-\d{1,5}$/, aRange)
  .transform((text): readonly [number, number] => {
    const [lowest, highest] = text.split('-').map(Number);
    return [lowest ?? 0, highest ?? 0];
  })
  .refine(([lowest, highest]) => lowest >= 1 && lowest <= highest && highest <= 65_535, aRange);

const hosts = z
  .string()
  .transform((text) => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim().toLowerCase()])))
  .pipe(z.array(z.string().regex(/^\.?[a-z0-9](?:[a-z0-9.:-]*[a-z0-9])?$/, aListOfHosts)).min(1, aListOfHosts));

/** Settings of whoever looks services up: the gateway, and every service of the distributed shop. */
export const eurekaSettings = {
  /** How services are found: by SERVICES, or by Eureka. */
  DISCOVERY: z.enum(['static', 'eureka'], 'must be static or eureka').default('static'),
  /** Eureka's REST base: http://eureka:8080/v2 of Netflix' server, http://eureka:8761/eureka of Spring's. */
  EUREKA_URL: z.url({ protocol: /^https?$/, error: 'must be an HTTP URL' }).optional(),
  /** Ports that a registration may name, the first and the last; others are refused. */
  EUREKA_PORTS: ports.default([8_000, 8_999]),
  /**
   * Hosts that a registration may name: addresses, names, or endings of names (`.shop.svc`), by commas. Without it every
   * address that is not loopback, link-local, multicast or a cloud's own may be, and no name.
   */
  EUREKA_HOSTS: hosts.optional(),
  /** Whether a registration may name this machine itself: for a shop on one machine. */
  EUREKA_ALLOW_LOOPBACK: z
    .enum(['true', 'false'], aBoolean)
    .default('false')
    .transform((text) => text === 'true'),
  /** Seconds between two looks at Eureka, and between two renewals; a lease lasts three of them. */
  EUREKA_POLL_SECONDS: z.coerce.number(aTime).positive(aTime).default(5),
};
