/** What {@link firstEvent} listens to. */
export interface Listenable {
  on(name: string, listener: () => void): unknown;
  off(name: string, listener: () => void): unknown;
}

/**
 * Resolves at the first of the events, and listens to none of them then. `alsoAt` may arrange for another moment; what
 * it answers undoes that.
 */
export function firstEvent(emitter: Listenable, names: readonly string[], alsoAt = nothing): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const name of names) emitter.off(name, done);
      undo();
      resolve();
    };
    for (const name of names) emitter.on(name, done);
    const undo = alsoAt(done);
  });
}

const nothing: (done: () => void) => () => void = () => () => {};
