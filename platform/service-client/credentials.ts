import { IssuerUnavailableError } from '../auth/errors.ts';
import type { ServiceTokenSource } from '../auth/service-token.ts';
import { ServiceUnavailableError } from './errors.ts';

/** Our token for calls to the service. Throws {@link ServiceUnavailableError} where the issuer cannot be asked. */
export async function tokenFor(service: string, tokens: ServiceTokenSource): Promise<string> {
  try {
    return await tokens.token();
  } catch (cause) {
    if (cause instanceof IssuerUnavailableError) throw new ServiceUnavailableError(service, 'no-token', 2, { cause });
    throw cause;
  }
}

/** A token in place of one that was refused. Of many calls that were refused with it, the first alone forgets it. */
export async function tokenAfter(refused: string, service: string, tokens: ServiceTokenSource): Promise<string> {
  const current = await tokenFor(service, tokens);
  if (current !== refused) return current;
  tokens.invalidate();
  return tokenFor(service, tokens);
}
