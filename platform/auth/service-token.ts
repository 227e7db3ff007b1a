import { z } from 'zod';
import type { Clock } from '../clock/port.ts';
import { IssuerUnavailableError } from './errors.ts';
import { fetchJson } from './fetch-json.ts';

const answerSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

export interface ServiceTokenOptions {
  /** The issuer's token endpoint. */
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clock: Clock;
  /** A token is not handed out when less than this is left of it, milliseconds; 30 s by default. */
  readonly marginMs?: number | undefined;
}

export interface ServiceTokenSource {
  /** A token that is good for at least the margin. Throws {@link IssuerUnavailableError}. */
  token(): Promise<string>;
  /** Forgets the token at hand: another service refused it. */
  invalidate(): void;
}

/** The token endpoint of an issuer shaped like Keycloak's. */
export function tokenEndpointOf(issuer: string): string {
  return `${issuer}/protocol/openid-connect/token`;
}

/** A service's own access token by client credentials (RFC 6749, 4.4), kept until shortly before it ends. */
export function createServiceTokenSource(options: ServiceTokenOptions): ServiceTokenSource {
  const { clock, marginMs = 30_000 } = options;
  let held: { readonly value: string; readonly until: number } | null = null;
  let underWay: Promise<string> | null = null;

  const request = async () => {
    const asked = clock.now();
    const answer = await requestToken(options);
    const life = answer.expires_in * 1_000;
    held = { value: answer.access_token, until: asked + Math.max(life - marginMs, life / 2) };
    return answer.access_token;
  };

  return {
    async token() {
      if (held && clock.now() < held.until) return held.value;
      underWay ??= request().finally(() => {
        underWay = null;
      });
      return underWay;
    },
    invalidate() {
      held = null;
    },
  };
}

async function requestToken({
  tokenEndpoint,
  clientId,
  clientSecret,
}: ServiceTokenOptions): Promise<z.infer<typeof answerSchema>> {
  // RFC 6749 (2.3.1): both parts are form-encoded before they are joined.
  const credentials = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
  const { status, body } = await fetchJson(tokenEndpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
  const answer = answerSchema.safeParse(body);
  if (status !== 200 || !answer.success) throw new IssuerUnavailableError(`${tokenEndpoint} gave no token (${status})`);
  return answer.data;
}
