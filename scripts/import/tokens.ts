import { RefusedError } from './api.ts';

/** Access tokens of the people in whose name the importer works, by the password grant of the development realm. */
export class Tokens {
  readonly #issuer: string;
  readonly #password: string;
  readonly #known = new Map<string, Promise<{ token: string; until: number }>>();

  constructor(issuer: string, password: string) {
    this.#issuer = issuer;
    this.#password = password;
  }

  /** A token that is good for a minute at least; throws `RefusedError` where the user may not sign in. */
  async of(user: string): Promise<string> {
    const known = this.#known.get(user);
    if (known) {
      const { token, until } = await known;
      if (Date.now() < until) return token;
    }
    const fresh = this.#signIn(user);
    this.#known.set(user, fresh);
    fresh.catch(() => this.#known.delete(user));
    return (await fresh).token;
  }

  /** The shop did not take the token: ask for a new one next time. */
  forget(user: string): void {
    this.#known.delete(user);
  }

  async #signIn(username: string): Promise<{ token: string; until: number }> {
    const response = await fetch(`${this.#issuer}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        client_id: 'shop-cli',
        username,
        password: this.#password,
        scope: 'openid',
      }),
    });
    const body = (await response.json()) as { access_token?: string; expires_in?: number; error?: string };
    if (!body.access_token)
      throw new RefusedError(response.status, body.error ?? 'no token', `${username} cannot sign in at ${this.#issuer}.`);
    return { token: body.access_token, until: Date.now() + ((body.expires_in ?? 120) - 60) * 1_000 };
  }
}
