import assert from 'node:assert/strict';

/** Whoever may do everything in the Keycloak that tests run against: for specs only. */
const administrator = { username: 'admin', password: 'admin' };

export interface KeycloakAdmin {
  /** Asks the admin API; `path` is below `/admin/realms`. Throws on any other status than 200, 201 and 204. */
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
}

/** Speaks to the admin API of the Keycloak at `url`. */
export function keycloakAdmin(url: string): KeycloakAdmin {
  return {
    async ask(method, path, body) {
      // A token of the master realm lives for a minute: a new one each time is simpler than to keep one.
      const { access_token: token } = await tokenOf(`${url}/realms/master`, {
        grant_type: 'password',
        client_id: 'admin-cli',
        ...administrator,
      });
      const response = await fetch(`${url}/admin/realms${path}`, {
        method,
        headers: { authorization: `Bearer ${String(token)}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      assert.ok([200, 201, 204].includes(response.status), `${method} ${path}: ${response.status} ${text}`);
      return text === '' ? null : JSON.parse(text);
    },
  };
}

/** What the token endpoint of a realm answers to a form. */
export async function tokenOf(issuer: string, form: Readonly<Record<string, string>>): Promise<Record<string, unknown>> {
  const response = await fetch(`${issuer}/protocol/openid-connect/token`, { method: 'POST', body: new URLSearchParams(form) });
  return { ...((await response.json()) as Record<string, unknown>), status: response.status };
}

/** What the token endpoint answers to a person's password, by the client for scripts. */
export function passwordGrant(issuer: string, username: string, password: string): Promise<Record<string, unknown>> {
  return tokenOf(issuer, { grant_type: 'password', client_id: 'shop-cli', scope: 'openid', username, password });
}

/** What the token endpoint answers to a service's secret. */
export function serviceGrant(issuer: string, clientId: string, secret: string): Promise<Record<string, unknown>> {
  return tokenOf(issuer, { grant_type: 'client_credentials', client_id: clientId, client_secret: secret });
}
