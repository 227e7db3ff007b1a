import { EventStoreUnavailableError } from './port.ts';

/** Where readers at the head wait for more. Nobody is kept waiting once the store is closed. */
export class WakeUps {
  readonly #waiting = new Set<(error?: Error) => void>();
  #closed = false;

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Resolves at the next {@link wake} or when the signal aborts; rejects when the store closes. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(closedError());
      if (signal.aborted) return resolve();
      const done = (error?: Error): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', onAbort);
        if (error) reject(error);
        else resolve();
      };
      const onAbort = (): void => done();
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(done);
    });
  }

  wake(): void {
    for (const done of [...this.#waiting]) done();
  }

  /** Throws where the store is closed. */
  checkOpen(): void {
    if (this.#closed) throw closedError();
  }

  close(): void {
    this.#closed = true;
    for (const done of [...this.#waiting]) done(closedError());
  }
}

function closedError(): EventStoreUnavailableError {
  return new EventStoreUnavailableError('the event store is closed');
}
