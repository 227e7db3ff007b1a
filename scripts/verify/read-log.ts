import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { LogCheck } from './core/check-log.ts';

export interface ReadLogOptions {
  /** Told about how many events there are to read, and then of every event read. */
  readonly progress?: { begin(events: number): void; read(): void; end(): void };
}

/** Gives every event of the log to the check. */
export async function readLog(eventStore: EventStore, check: LogCheck, { progress }: ReadLogOptions): Promise<void> {
  // Where positions have no gaps the head says how many events there are; elsewhere it is too much.
  progress?.begin(Number(await eventStore.head()));
  for await (const event of eventStore.readAll()) {
    check.take(event);
    progress?.read();
  }
  progress?.end();
}
