import { type Metadata, Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { serveAppend, serveBatchAppend } from './append-service.ts';
import { clusterInfo, supportedMethods } from './cluster-messages.ts';
import type { Seen, Trouble } from './faults.ts';
import type { DoubleLog } from './log.ts';
import { failure, notLeader } from './messages.ts';
import { serveRead } from './read-service.ts';

/** Calls at once on one connection: the server's default. */
const concurrentStreams = 100;

type Call = ServerUnaryCall<unknown, unknown>;
type Emits = Pick<Call, 'emit' | 'getPeer' | 'metadata' | 'once'>;

export interface NodeOptions {
  readonly log: DoubleLog;
  readonly trouble: Trouble;
  readonly seen: Seen;
  readonly credentials?: ServerCredentials;
  /** Ports of the cluster's nodes, in order. */
  readonly ports: () => readonly number[];
  readonly index: number;
}

/** One node: a gRPC server on the cluster's log. */
export class Node {
  readonly log: DoubleLog;
  readonly trouble: Trouble;
  readonly seen: Seen;
  /** Ends a subscription each. */
  readonly subscriptions = new Set<() => void>();
  readonly #options: NodeOptions;
  readonly #callsOf = new Map<string, number>();
  #server: Server | undefined;

  constructor(options: NodeOptions) {
    this.log = options.log;
    this.trouble = options.trouble;
    this.seen = options.seen;
    this.#options = options;
  }

  /** Listens on loopback; 0 takes a free port. Answers the port. */
  start(port: number): Promise<number> {
    const server = new Server({
      'grpc.max_concurrent_streams': concurrentStreams,
      'grpc.max_receive_message_length': 17 * 1024 * 1024,
    });
    server.addService(StreamsService, {
      read: this.#handled((call) => serveRead(this, call as never)),
      batchAppend: this.#handled((call) => {
        if (this.trouble.old) throw failure(status.UNIMPLEMENTED, 'Method is unimplemented.');
        serveBatchAppend(this, call as never);
      }),
      append: this.#answered((call) => serveAppend(this, call as never)),
      delete: this.#answered(() => Promise.reject(failure(status.UNIMPLEMENTED, 'Method is unimplemented.'))),
      tombstone: this.#answered(() => Promise.reject(failure(status.UNIMPLEMENTED, 'Method is unimplemented.'))),
    });
    server.addService(GossipService, {
      read: this.#answered(() => Promise.resolve(clusterInfo(this.#options.ports(), this.trouble.leader))),
    });
    server.addService(ServerFeaturesService, {
      getSupportedMethods: this.#answered(() => Promise.resolve(supportedMethods(this.trouble.old !== undefined))),
    });
    this.#server = server;
    const credentials = this.#options.credentials ?? ServerCredentials.createInsecure();
    return new Promise((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
    });
  }

  stop(): void {
    this.#server?.forceShutdown();
    this.#server = undefined;
  }

  /** Refuses what only the leader may answer, and names it. */
  checkLeader(metadata: Metadata): void {
    const required = String(metadata.get('requires-leader')[0] ?? 'false');
    this.seen.requiresLeader.add(required);
    if (required !== 'true' || this.trouble.leader === this.#options.index) return;
    throw notLeader('127.0.0.1', this.#options.ports()[this.trouble.leader] ?? 0);
  }

  #handled(serve: (call: Emits) => void | Promise<void>) {
    return (call: Emits): void => {
      this.#count(call);
      const fail = (error: unknown): void => void call.emit('error', error);
      try {
        Promise.resolve(serve(call)).catch(fail);
      } catch (error) {
        fail(error);
      }
    };
  }

  #answered<Answer>(answer: (call: Emits) => Promise<Answer>) {
    return (call: Emits, callback: sendUnaryData<Answer>): void => {
      answer(call).then(
        (value) => callback(null, value),
        (error: Error) => callback(error),
      );
    };
  }

  #count(call: Emits): void {
    const peer = call.getPeer();
    const authorization = call.metadata.get('authorization')[0];
    if (authorization !== undefined) this.seen.authorizations.add(String(authorization));
    this.seen.connections.add(peer);
    const count = (this.#callsOf.get(peer) ?? 0) + 1;
    this.#callsOf.set(peer, count);
    this.seen.mostCalls = Math.max(this.seen.mostCalls, count);
    this.seen.calls++;
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      this.seen.calls--;
      this.#callsOf.set(peer, (this.#callsOf.get(peer) ?? 1) - 1);
    };
    for (const name of ['finish', 'close', 'cancelled', 'error']) call.once(name, end);
  }
}

export type Unary = ServerUnaryCall<Empty, unknown>;
