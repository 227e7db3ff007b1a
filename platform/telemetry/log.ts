import type { Writable } from 'node:stream';
import winston from 'winston';
import type { Clock } from '../clock/port.ts';
import { type ChosenLevel, LogLevelSwitch } from './log-level.ts';
import type { Log, LogFields, LogLevel } from './port.ts';
import { redact } from './redact.ts';
import { currentSpanIds } from './trace-context.ts';

export { type Log, type LogFields, type LogLevel, silentLog } from './port.ts';

export interface LogOptions {
  readonly service: string;
  /** What is written; a switch may be changed while the log is in use. */
  readonly level: ChosenLevel | LogLevelSwitch;
  readonly clock: Pick<Clock, 'now'>;
  /** Where lines go; standard output by default. */
  readonly output?: Writable | undefined;
}

/** Winston's numbers: the lower the graver. */
const ranks: Record<LogLevel, number> = { error: 0, warn: 1, info: 2, debug: 3 };

/** JSON escapes C0 controls; these would still move a terminal's cursor or end a line for some readers. */
const unescapedControls = /[\u007f-\u009f\u2028\u2029]/g;

/**
 * A log of JSON lines: `time, level, service, message`, the fields given, and `traceId` and `spanId` where a span
 * is under way. Secrets and personal fields are masked ({@link redact}). A disabled level does nothing at all.
 */
export function createLog({ service, level, clock, output = process.stdout }: LogOptions): Log {
  const levels = level instanceof LogLevelSwitch ? level : new LogLevelSwitch(level);
  const logger = winston.createLogger({
    levels: ranks,
    level: 'debug',
    format: winston.format.printf(({ message }) => String(message)),
    transports: [new winston.transports.Stream({ stream: output, eol: '\n' })],
  });
  const write = (at: LogLevel, message: string, fields: LogFields) => {
    logger.log(at, lineOf({ time: new Date(clock.now()).toISOString(), level: at, service, message, fields }));
  };
  return logOf(levels, write, {});
}

type WriteLine = (level: LogLevel, message: string, fields: LogFields) => void;

function logOf(levels: LogLevelSwitch, write: WriteLine, bound: LogFields): Log {
  const at =
    (level: LogLevel): Log['info'] =>
    (message, fields) => {
      if (levels.allows(level)) write(level, message, { ...bound, ...fields });
    };
  return {
    get level() {
      return levels.level === 'silent' ? 'error' : levels.level;
    },
    enabled: (level) => levels.allows(level),
    ...{ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    child: (fields) => logOf(levels, write, { ...bound, ...fields }),
  };
}

interface Line {
  readonly time: string;
  readonly level: LogLevel;
  readonly service: string;
  readonly message: string;
  readonly fields: LogFields;
}

/** One line; an unreadable field (a getter that throws) must not take the caller down. */
function lineOf({ fields, message, ...head }: Line): string {
  try {
    const body = redact({ ...currentSpanIds(), ...fields }) as object;
    return escaped(JSON.stringify({ ...head, message: redact(message), ...body, ...head }));
  } catch {
    return escaped(JSON.stringify({ ...head, message: redact(message), fields: 'could not be written' }));
  }
}

function escaped(line: string): string {
  return line.replace(unescapedControls, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
