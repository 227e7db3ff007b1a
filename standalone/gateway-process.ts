import { join } from 'node:path';
import { keepProcess, type KeptProcess, ProcessStartError } from '@shop/composition/kept-process.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';

/** The gateway did not come up; `message` is what it said. */
export class GatewayStartError extends ProcessStartError {
  override readonly name = 'GatewayStartError';
}

const entry = join(import.meta.dirname, '..', 'gateway', 'main.ts');

/** Starts the gateway with these variables in a process of its own; resolves when it accepts requests. */
export async function startGateway(environment: Readonly<Record<string, string>>, log: Log): Promise<KeptProcess> {
  try {
    // It holds no heap to speak of; a small nursery keeps it that way.
    const execArgv = ['--max-semi-space-size=4'];
    return await keepProcess({ name: 'the gateway', entry, environment, portVariable: 'PORT', execArgv, log });
  } catch (error) {
    if (error instanceof ProcessStartError) throw new GatewayStartError(error.message);
    throw error;
  }
}
