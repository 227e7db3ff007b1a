/** `connect`: nothing was sent. `reset`: the connection broke under way. `timeout`: no answer in time. */
export type FailureKind = 'connect' | 'reset' | 'timeout';

const timeouts = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** What kind of failure an attempt met; `sent` says whether anything had been written to a connection. */
export function failureKind(error: Error, sent: boolean): FailureKind {
  if (!sent) return 'connect';
  return 'code' in error && timeouts.has(String(error.code)) ? 'timeout' : 'reset';
}
