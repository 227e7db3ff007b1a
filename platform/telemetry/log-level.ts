import { type Log, type LogLevel, logLevels } from './port.ts';

/** `silent`: nothing at all is written. */
export type ChosenLevel = LogLevel | 'silent';

/** The lower the graver. */
const ranks: Readonly<Record<ChosenLevel, number>> = { silent: -1, error: 0, warn: 1, info: 2, debug: 3 };

/** What of a process's log is written, changeable while it runs. */
export class LogLevelSwitch {
  readonly #configured: ChosenLevel;
  #level: ChosenLevel;
  #rank: number;

  constructor(configured: ChosenLevel) {
    this.#configured = configured;
    this.#level = configured;
    this.#rank = ranks[configured];
  }

  get level(): ChosenLevel {
    return this.#level;
  }

  allows(level: LogLevel): boolean {
    return ranks[level] <= this.#rank;
  }

  /** One step more talkative; after the most talkative comes what was configured. */
  next(): ChosenLevel {
    const more = logLevels.findLast((level) => ranks[level] > this.#rank);
    this.#level = more ?? this.#configured;
    this.#rank = ranks[this.#level];
    return this.#level;
  }
}

/**
 * Every SIGUSR2 makes the process's log one step more talkative ({@link LogLevelSwitch.next}), and a line says so. A
 * signal needs no port and no secret: only who may end the process may send it.
 */
export function switchOnSignal(levels: LogLevelSwitch, log: Log, changed: () => void = () => undefined): void {
  process.on('SIGUSR2', () => {
    const level = levels.next();
    // The gravest level: it is to be read at any.
    log.error(`the log level is now ${level}`);
    changed();
  });
}
