import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { type CallOptions, type Metadata, status } from '@grpc/grpc-js';
import { connectLane } from './connection-string.ts';
import { isCancelledByUs, isNotLeader, isServiceError } from './errors.ts';

/** A server lets 100 calls run at once on a connection and lets the next wait without a word; some room is left. */
export const callsPerLane = 80;

/**
 * Numbers are the process's, not the store's: two stores must not share a connection either. Nor may a connection be
 * had from one that broke: gRPC would wait for up to two minutes before it tries that again.
 */
let numbers = 0;

/** One connection and the calls on it. */
export class Lane {
  readonly #connectionString: string;
  #client: EventStoreDBClient;
  #streams: StreamsClient | undefined;
  /** Calls under way. */
  calls = 0;

  constructor(connectionString: string) {
    this.#connectionString = connectionString;
    this.#client = connectLane(connectionString, numbers++);
  }

  /**
   * The server's streams; connects, and looks for the leader of a cluster, where that was not done. The client's own
   * commands are not used: see docs/decisions.
   */
  async connect(): Promise<StreamsClient> {
    const client = this.#client;
    try {
      const streams: StreamsClient = await client['getGRPCClient'](StreamsClient, 'streams');
      if (this.#client === client) this.#streams = streams;
      return streams;
    } catch (error) {
      // The client keeps a discovery that failed for ever: a new one must be asked.
      if (this.#client === client) this.#connectAnew();
      throw error;
    }
  }

  /** What goes with a call: user, deadline in milliseconds from now, and that the leader alone may answer. */
  arguments(deadline?: number): [Metadata, CallOptions] {
    const forLeader = { requiresLeader: true };
    if (deadline === undefined) return this.#client['callArguments'](forLeader, { deadline: Infinity });
    return this.#client['callArguments']({ ...forLeader, deadline });
  }

  /** Tells that a call failed: the next one goes to the leader that was named, or connects anew. */
  async failed(streams: StreamsClient, error: Error): Promise<void> {
    if (streams !== this.#streams) return;
    if (isNotLeader(error)) await this.#client['handleError'](streams, error).catch(() => this.#connectAnew());
    else if (isLost(error)) this.#connectAnew();
  }

  #connectAnew(): void {
    this.close();
    this.#client = connectLane(this.#connectionString, numbers++);
  }

  close(): void {
    this.#streams?.getChannel().close();
    this.#streams = undefined;
  }
}

/** The node went away, or ended a call that we did not end. */
function isLost(error: unknown): boolean {
  if (!isServiceError(error)) return false;
  return error.code === status.UNAVAILABLE || (error.code === status.CANCELLED && !isCancelledByUs(error));
}

/** As many connections as the calls under way need. */
export class Lanes {
  readonly #connectionString: string;
  readonly #lanes: Lane[] = [];
  #closed = false;

  constructor(connectionString: string) {
    this.#connectionString = connectionString;
  }

  /** A lane with room for one more call; {@link release} it afterwards. */
  take(): Lane {
    let lane = this.#lanes.find(({ calls }) => calls < callsPerLane);
    if (!lane) this.#lanes.push((lane = new Lane(this.#connectionString)));
    lane.calls++;
    return lane;
  }

  /** Gives the place back. A lane nobody uses is closed, but for the first, which is kept for the next call. */
  release(lane: Lane): void {
    lane.calls--;
    if (lane.calls > 0 || (lane === this.#lanes[0] && !this.#closed)) return;
    const at = this.#lanes.indexOf(lane);
    if (at >= 0) this.#lanes.splice(at, 1);
    lane.close();
  }

  /** Closes all connections; calls that are being opened are closed when they give their place back. */
  close(): void {
    this.#closed = true;
    for (const lane of this.#lanes.splice(0)) lane.close();
  }
}
