/** Levels from the most to the least talkative. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What a line tells beside its message. Secrets and personal fields among them are masked by the log. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where a part of the shop writes what happened. Never throws. */
export interface Log {
  /** The least level that is written; guard with {@link Log.enabled} where the fields are costly to make. */
  readonly level: LogLevel;
  enabled(level: LogLevel): boolean;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A log whose every line carries these fields too. */
  child(fields: LogFields): Log;
}

/** A log that writes nothing. */
export const silentLog: Log = {
  level: 'error',
  enabled: () => false,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};
