import type { IdentityProvider } from './start.ts';

export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks the token endpoint as a public client does, or as the confidential `client`: for specs only. */
export async function askForToken(
  idp: IdentityProvider,
  parameters: Readonly<Record<string, string>>,
  client?: { readonly id: string; readonly secret: string },
): Promise<TokenAnswer> {
  const credentials = client && Buffer.from(`${client.id}:${client.secret}`).toString('base64');
  const response = await fetch(idp.tokenEndpoint, {
    method: 'POST',
    headers: credentials === undefined ? {} : { authorization: `Basic ${credentials}` },
    body: new URLSearchParams(parameters),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** A browser as far as signing in needs one: keeps cookies by path and does not follow redirects by itself. */
export function createBrowser() {
  const cookies = new Map<string, { readonly value: string; readonly path: string }>();
  return {
    async open(url: string, init: RequestInit = {}): Promise<Response> {
      const { pathname } = new URL(url);
      const sent = [...cookies]
        .filter(([, { path }]) => pathname.startsWith(path))
        .map(([name, { value }]) => `${name}=${value}`);
      const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie: sent.join('; ') } });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        const path = /path=([^;]+)/i.exec(line)?.[1] ?? '/';
        if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
        else cookies.set(name, { value, path });
      }
      return response;
    },
    forget: () => cookies.clear(),
  };
}

/** Where a response sends the browser next. */
export function nextOf(response: Response): string {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`no redirect but ${response.status}`);
  return new URL(location, response.url).href;
}

/** The claims of a token, not verified. */
export function claimsOf(token: unknown): Record<string, unknown> {
  const [, payload = ''] = String(token).split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
}
