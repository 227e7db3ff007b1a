/** What goes wrong, and what a test may ask of the double. */
export interface Faults {
  /** The next so many appends are kept, and nobody is told. */
  loseReplies(count: number): void;
  /** The next so many appends are answered as timed out, and not kept. */
  timeOutAppends(count: number): void;
  /** Reads take no end: nothing is answered while it is on. */
  silenceReads(on: boolean): void;
  /** Ends every subscription, as a node that restarts does. */
  dropSubscriptions(): void;
  /** Answers a repeated append as a conflict. */
  forgetIds(on: boolean): void;
  /** Answers a repeated append without its position. */
  forgetPositions(on: boolean): void;
  /** Knows no batch append, as servers before 21.10, and tells conflicts in one of the forms of those days. */
  beOld(form: ConflictForm): void;
  /** Makes the node of that index the leader; the others refuse what only a leader may answer, and name it. */
  electLeader(index: number): void;
  /** All nodes go away, and nobody can connect. */
  goDown(): Promise<void>;
  /** They come back with the log they had, at the same addresses. */
  comeBack(): Promise<void>;
  /** Refuses every read to the user. */
  refuseAccess(on: boolean): void;
  readonly seen: Seen;
}

/** How a call of its own tells a conflict: in its answer, in its answer of 20.6, or as an error with trailers. */
export type ConflictForm = 'answer' | 'answer-20.6' | 'trailers';

/** What was seen by the server. */
export interface Seen {
  /** Most calls at once on one connection. */
  mostCalls: number;
  /** Connections that calls came on. */
  readonly connections: Set<string>;
  /** Subscriptions under way. */
  subscriptions: number;
  /** Calls under way that are no subscriptions. */
  calls: number;
  /** Events that subscriptions gave to the connection, taken or not. */
  given: number;
  /** Appends that came on calls of their own, and among others. */
  single: number;
  batched: number;
  /** What the calls said of the user. */
  readonly authorizations: Set<string>;
  readonly requiresLeader: Set<string>;
}

/** The state behind {@link Faults}, shared by the nodes of a cluster. */
export interface Trouble {
  lost: number;
  timedOut: number;
  silent: boolean;
  refusing: boolean;
  old: ConflictForm | undefined;
  leader: number;
}

export function noTrouble(): Trouble {
  return { lost: 0, timedOut: 0, silent: false, refusing: false, old: undefined, leader: 0 };
}

export function nothingSeen(): Seen {
  return {
    mostCalls: 0,
    connections: new Set(),
    subscriptions: 0,
    calls: 0,
    given: 0,
    single: 0,
    batched: 0,
    authorizations: new Set(),
    requiresLeader: new Set(),
  };
}
