import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';

/** The cause of the command of this name, as the fulfilment process has one; the same name is the same command. */
export function contractCause(name: string): Cause {
  return {
    commandId: derivedId('contract', name),
    correlationId: `correlation-${derivedId('contract', name)}`,
    causationId: name,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    actor: { id: 'fulfilment-process', kind: 'process' },
  };
}

/** Whether an error is a refusal with this code. */
export function isRefusal(error: unknown, code: string): boolean {
  const refusal = error instanceof Error && error.name === 'RefusedError' && 'refusal' in error ? error.refusal : null;
  return typeof refusal === 'object' && refusal !== null && 'code' in refusal && refusal.code === code;
}
