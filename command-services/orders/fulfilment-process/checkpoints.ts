import type { ProcessRunnerEvent } from '@shop/shared-events';
import { isoNow, type Clock } from '@shop/platform/clock/port.ts';
import { encodeEvents } from '@shop/platform/command-handling/encode.ts';
import { WrongExpectedRevisionError, type EventStore } from '@shop/platform/event-store/port.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';

export const checkpointStream = 'processRunner-fulfilment';

export interface RunnerCheckpoint {
  /** Null: read from the beginning. */
  readonly checkpoint: string | null;
  /** Every open deadline was set behind this position; null where none is open. */
  readonly deadlinesAfter: bigint | null;
}

/**
 * The runner's place in the log, kept in the log. Every checkpoint ever written is true for ever, since it
 * only says what is done; so of two runners at work by mistake the last one to write wins.
 */
export interface Checkpoints {
  read(): Promise<RunnerCheckpoint>;
  write(checkpoint: RunnerCheckpoint & { readonly checkpoint: string }): Promise<void>;
}

export function createCheckpoints(store: EventStore, clock: Clock): Checkpoints {
  let revision = -1;

  async function last(): Promise<ProcessRunnerEvent['data'] | null> {
    for await (const event of store.readStream(checkpointStream, { direction: 'backwards', limit: 1 })) {
      revision = event.revision;
      return event.data as ProcessRunnerEvent['data'];
    }
    return null;
  }

  return {
    async read() {
      const data = await last();
      if (data === null) return { checkpoint: null, deadlinesAfter: null };
      const { checkpoint, deadlinesAfter } = data;
      return { checkpoint, deadlinesAfter: deadlinesAfter === null ? null : BigInt(deadlinesAfter) };
    },

    async write({ checkpoint, deadlinesAfter }) {
      const data = { checkpoint, deadlinesAfter: deadlinesAfter === null ? null : String(deadlinesAfter) };
      for (;;) {
        const id = derivedId(checkpointStream, String(revision + 1), isoNow(clock), JSON.stringify(data));
        const cause = { commandId: id, correlationId: id, causationId: id, actor };
        const events = encodeEvents([{ type: 'ProcessRunnerCheckpointed', data }], cause, isoNow(clock));
        try {
          ({ revision } = await store.append(checkpointStream, revision < 0 ? 'no_stream' : revision, events));
          return;
        } catch (error) {
          if (!(error instanceof WrongExpectedRevisionError)) throw error;
          await last();
        }
      }
    },
  };
}

const actor = { id: 'fulfilment-process', kind: 'process' } as const;
