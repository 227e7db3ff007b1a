import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import type { Accounts } from './accounts.ts';
import { loginPage, page } from './pages.ts';

const longestForm = 4_096;

/**
 * The sign-in page of an authorization under way (RFC 6749, 4.1). The request must carry the cookie that was
 * set when the authorization began; without it, or once it is over, the answer is 400.
 */
export async function handleLogin(
  provider: Provider,
  accounts: Accounts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, html: string) => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  };
  try {
    await provider.interactionDetails(request, response);
    if (request.method !== 'POST') return send(200, loginPage());
    const form = await readForm(request);
    if (!form) return send(413, page('Sign in', '<p>The form is too long.</p>'));
    const username = form.get('username') ?? '';
    const user = await accounts.authenticate(username, form.get('password') ?? '');
    if (!user) return send(401, loginPage(username, true));
    await provider.interactionFinished(request, response, { login: { accountId: user.id } });
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) throw error;
    send(400, page('Sign in', '<p>This sign-in is over. Go back to the shop and start again.</p>'));
  }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > longestForm) return null;
    chunks.push(chunk as Buffer);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
