import type { FromChild, ToChild } from './protocol.ts';

/** What a child offers the bench. */
export interface Subject {
  /** Told to the bench: addresses, say. */
  readonly ready?: unknown;
  /** What it can be asked to do, by name. */
  readonly tasks?: Readonly<Record<string, (input: never) => unknown>>;
  close?(): unknown;
}

/** CPU time of this process so far, all its threads together, microseconds. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** The child's side: starts the subject with the bench's input, does what is asked, ends with the bench. */
export function serveBench<Input>(start: (input: Input) => Promise<Subject> | Subject): void {
  let subject: Subject | undefined;
  const tell = (message: FromChild): void => void (process.connected && process.send?.(message));
  const end = async (): Promise<void> => {
    try {
      await subject?.close?.();
    } finally {
      process.exit(0);
    }
  };
  // Ctrl-C reaches the whole group: the bench stops its children in order.
  process.on('SIGINT', () => undefined);
  process.once('disconnect', () => void end());
  process.on('message', (message: ToChild) => {
    if ('stop' in message) return void end();
    if ('start' in message) return void begin(message.start as Input);
    void perform(message.id, message.task, message.input);
  });

  async function begin(input: Input): Promise<void> {
    try {
      subject = await start(input);
      tell({ ready: subject.ready ?? null });
    } catch (error) {
      tell({ failed: reasonOf(error) });
      process.exitCode = 1;
      process.disconnect();
    }
  }

  async function perform(id: number, task: string, input: unknown): Promise<void> {
    try {
      const known: Subject['tasks'] = { cpu, ...subject?.tasks };
      if (!known[task]) throw new RangeError(`no task ${task}`);
      tell({ id, result: await known[task](input as never) });
    } catch (error) {
      tell({ id, error: reasonOf(error) });
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
