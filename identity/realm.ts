import type { Role } from '@shop/platform/auth/roles.ts';

export interface RealmUser {
  /** The token's `sub`; for a customer the customer's id. */
  readonly id: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

export interface RealmClient {
  readonly id: string;
  /**
   * `cli`: public, password grant. `web`: public, authorization code with PKCE. `service`: confidential,
   * client credentials.
   */
  readonly kind: 'cli' | 'web' | 'service';
}

export interface Realm {
  readonly name: string;
  /** A realm with known passwords: never for production. */
  readonly development: boolean;
  /** The audience of access tokens, and the client whose roles they carry. */
  readonly api: string;
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly users: readonly RealmUser[];
  /** The one password of every user of the development realm. */
  readonly password: string;
  readonly clients: readonly RealmClient[];
  /** Where the web client may be sent back to after signing in or out. */
  readonly webRedirectUris: readonly string[];
  readonly webLogoutUris: readonly string[];
}

function person(id: string, username: string, firstName: string, lastName: string, role: Role): RealmUser {
  return { id, username, firstName, lastName, email: `${username}@shop.example`, roles: [role] };
}

const service = (id: string): RealmClient => ({ id, kind: 'service' });

/** The shop's realm as it is in development: the embedded provider and Keycloak's realm file hold the same. */
export const realm: Realm = {
  name: 'shop',
  development: true,
  api: 'shop-api',
  accessTokenSeconds: 30 * 60,
  refreshTokenSeconds: 8 * 60 * 60,
  users: [
    person('0b3a9f6e-6c1d-4a57-9d0e-1a6f2c7b1001', 'alice', 'Alice', 'Archer', 'customer'),
    person('0b3a9f6e-6c1d-4a57-9d0e-1a6f2c7b1002', 'bob', 'Bob', 'Baker', 'customer'),
    person('0b3a9f6e-6c1d-4a57-9d0e-1a6f2c7b1003', 'carol', 'Carol', 'Chandler', 'catalog-manager'),
    person('0b3a9f6e-6c1d-4a57-9d0e-1a6f2c7b1004', 'walt', 'Walt', 'Wainwright', 'warehouse'),
    person('0b3a9f6e-6c1d-4a57-9d0e-1a6f2c7b1005', 'sam', 'Sam', 'Sawyer', 'support'),
    person('0b3a9f6e-6c1d-4a57-9d0e-1a6f2c7b1006', 'ada', 'Ada', 'Abbot', 'admin'),
  ],
  password: 'shop-demo',
  clients: [
    { id: 'shop-cli', kind: 'cli' },
    { id: 'shop-web', kind: 'web' },
    service('product-commands'),
    service('order-commands'),
    service('product-queries'),
    service('order-queries'),
    service('operations'),
    service('event-relay'),
    service('fulfilment-process'),
    service('product-projectors'),
    service('order-projectors'),
  ],
  webRedirectUris: [
    'http://127.0.0.1:8080/callback',
    'http://localhost:8080/callback',
    'http://127.0.0.1:8080/docs/oauth2-redirect.html',
    'http://localhost:8080/docs/oauth2-redirect.html',
  ],
  webLogoutUris: ['http://127.0.0.1:8080/', 'http://localhost:8080/'],
};
