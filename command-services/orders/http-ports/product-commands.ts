import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { RefusedError } from '@shop/platform/command-handling/refused-error.ts';
import { ServiceAnswerError } from '@shop/platform/service-client/errors.ts';
import type { CallOptions, ServiceClient } from '@shop/platform/service-client/port.ts';
import { refusalMembersSchema } from '@shop/shared-events/calls/product-commands.ts';
import type { ServiceCall } from '@shop/shared-events/calls/service-call.ts';
import type { z } from 'zod';

/** The name product-commands is found under. */
const service = 'product-commands';

/**
 * Asks product-commands. Throws `RefusedError` for what can never be, as the ports do within one process, and what
 * the client throws.
 */
export async function askProductCommands<Body extends z.ZodType, Answer extends z.ZodType>(
  client: ServiceClient,
  call: ServiceCall<Body, Answer>,
  body: z.input<Body>,
  options: CallOptions = {},
): Promise<z.output<Answer>> {
  try {
    return call.answer.parse(await client.call(service, call.path, body, options));
  } catch (error) {
    throw refusalOf(error) ?? error;
  }
}

/** Of a cause what goes over the wire: a key names a request of a client's, and this is a command of ours. */
export function wireCause({ commandId, correlationId, causationId, traceparent, actor, onBehalfOf }: Cause) {
  return { commandId, correlationId, causationId, traceparent, actor, onBehalfOf };
}

/** What goes with a call made for this cause. */
export function callFor({ correlationId, traceparent }: Cause, affinity: string): CallOptions {
  return { correlationId, traceparent, affinity };
}

function refusalOf(error: unknown): RefusedError | null {
  if (!(error instanceof ServiceAnswerError) || !error.problem) return null;
  const { code, detail, members } = error.problem;
  const { data } = refusalMembersSchema.safeParse(members);
  return data ? new RefusedError(data.subject, { code, detail }) : null;
}
