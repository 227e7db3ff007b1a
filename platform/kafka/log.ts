import { type LogEntry, type logCreator, logLevel } from 'kafkajs';
import type { Log } from '../telemetry/port.ts';

/** Hands kafkajs's log lines to ours, each with the part of kafkajs it comes from. */
export function logCreatorOf(log: Log): logCreator {
  const write = ({ namespace, level, log: { message, timestamp: _, logger: __, ...fields } }: LogEntry): void => {
    // What is an error to a client that tries again is a warning to the shop: what stays failed is thrown.
    // So is one answer of a broker: a topic just made has no leader yet, and is asked for again.
    const isTrouble = (level === logLevel.ERROR || level === logLevel.WARN) && !message.startsWith('Response ');
    const to = isTrouble ? 'warn' : 'debug';
    if (log.enabled(to)) log[to](`kafkajs: ${message}`, { ...fields, part: namespace });
  };
  return () => write;
}
