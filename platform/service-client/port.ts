/** What goes with a call and is not its body. */
export interface CallOptions {
  /** Correlation id of what the call is made for; without one the service called begins its own. */
  readonly correlationId?: string | undefined;
  /** W3C trace context of what the call is made for; a span under way goes before it. */
  readonly traceparent?: string | undefined;
  /** Calls of one key go to the same instance while it works; see {@link ServiceClient.call}. */
  readonly affinity?: string | undefined;
}

/** Asks other services, wherever their instances are at the moment. */
export interface ServiceClient {
  /**
   * POSTs `body` as JSON and resolves with the answer's JSON, which the caller parses: it comes from another
   * process. May be carried out more than once: every call must be recognised by ids of its own.
   *
   * `affinity` saves conflicts: commands to one stream that arrive at one instance meet in one mailbox and go out as
   * one append; spread over two instances, each append makes the other instance's stale, which reads and decides anew.
   *
   * Throws {@link ServiceUnavailableError} where no instance answers within the time, and
   * {@link ServiceAnswerError} where one answers with anything but success.
   */
  call(service: string, path: string, body: unknown, options?: CallOptions): Promise<unknown>;
  /** Cuts what is under way and lets go of all connections. */
  close(): Promise<void>;
}

/** How one call ended, for metrics. */
export interface CallReport {
  readonly service: string;
  readonly path: string;
  /** Of the last answer; null where none came. */
  readonly status: number | null;
  /** How many instances were asked, a second time at the same one included. */
  readonly attempts: number;
  readonly milliseconds: number;
}
