import type { Aggregate } from '@shop/platform/command-handling/aggregate.ts';
import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import { messageOf } from '@shop/platform/projecting/log.ts';
import { ReplayRunningError, type ReplayResult } from '@shop/platform/projecting/replay.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import type { OperationEvent } from '@shop/shared-events';
import type { OperationCommand, OperationState } from '../operation/operation.ts';

/** Rebuilds one projection; calls `begun` once nobody else can. */
export type Replay = (projection: string, begun: () => void) => Promise<ReplayResult>;

/** The replays that people start by HTTP: one at a time per projection, each noted in the log with its end. */
export class Replays {
  readonly #replay: Replay;
  readonly #operations: Aggregate<OperationState, OperationCommand, OperationEvent>;
  readonly #log: Log;
  readonly #running = new Map<string, Promise<void>>();

  constructor(replay: Replay, operations: Aggregate<OperationState, OperationCommand, OperationEvent>, log: Log) {
    this.#replay = replay;
    this.#operations = operations;
    this.#log = log;
  }

  /** Starts in the background. Throws {@link ReplayRunningError} where the projection is being built already. */
  async start(operationId: string, projection: string, cause: Cause): Promise<void> {
    if (this.#running.has(projection)) throw new ReplayRunningError(`a replay of ${projection} is running`);
    const begun = Promise.withResolvers<void>();
    const result = this.#replay(projection, begun.resolve);
    result.catch(begun.reject);
    const noted = Promise.withResolvers<void>();
    this.#running.set(projection, this.#follow(operationId, projection, cause, result, noted.promise));
    try {
      await Promise.race([begun.promise, result]);
      await this.#operations.execute(operationId, { type: 'Begin', operationId, projection }, cause);
    } finally {
      noted.resolve();
    }
  }

  /** Resolves when nothing runs any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async #follow(
    operationId: string,
    projection: string,
    cause: Cause,
    result: Promise<ReplayResult>,
    noted: Promise<void>,
  ): Promise<void> {
    let command: OperationCommand;
    try {
      const { generation, events } = await result;
      command = { type: 'Complete', projection, generation, events };
    } catch (error) {
      if (!(error instanceof ReplayRunningError)) this.#log.error('a replay failed', { projection, error: messageOf(error) });
      command = { type: 'Fail', projection, reason: messageOf(error) };
    }
    await noted;
    this.#running.delete(projection);
    const { idempotency: _key, ...rest } = cause;
    const end: Cause = { ...rest, commandId: derivedId(cause.commandId, 'end'), causationId: cause.commandId };
    await this.#operations.execute(operationId, command, end).catch((error: unknown) => {
      this.#log.error('the end of a replay could not be noted', { projection, error: messageOf(error) });
    });
  }
}
