/** The event log cannot be opened; nothing was changed. The message is one sentence for people. */
export class EventStoreOpenError extends Error {
  override readonly name = 'EventStoreOpenError';
}
