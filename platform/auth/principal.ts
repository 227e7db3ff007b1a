import type { Role } from './roles.ts';

/** Who sent a request, by a verified token. */
export interface Principal {
  readonly sub: string;
  readonly roles: readonly Role[];
  /** A service's token (client credentials), not a person's. */
  readonly client: boolean;
  readonly clientId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}
