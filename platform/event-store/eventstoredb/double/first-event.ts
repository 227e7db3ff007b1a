/** What {@link firstEvent} listens to. */
export interface Listenable {
  on(name: string, listener: () => void): unknown;
  off(name: string, listener: () => void): unknown;
}

/** Resolves at the first of the events, and listens to none of them then. `begin` may tell that it is over already. */
export function firstEvent(
  emitter: Listenable,
  names: readonly string[],
  begin?: (done: () => void) => (() => void) | void,
): Promise<void> {
  return new Promise((resolve) => {
    let end: (() => void) | void;
    const done = (): void => {
      for (const name of names) emitter.off(name, done);
      end?.();
      resolve();
    };
    for (const name of names) emitter.on(name, done);
    end = begin?.(done);
  });
}
