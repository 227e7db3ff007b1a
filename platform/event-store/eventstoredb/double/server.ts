import type { ServerCredentials } from '@grpc/grpc-js';
import { type Faults, nothingSeen, noTrouble } from './faults.ts';
import { DoubleLog } from './log.ts';
import { Node } from './node.ts';

export interface DoubleOptions {
  /** Port of the first node; a free one by default. */
  readonly port?: number;
  /** Nodes of the cluster, 1 by default. They have one log. */
  readonly nodes?: number;
  /** Every so many appends the server writes an event of its own before; 0, the default, for never. */
  readonly systemEventEvery?: number;
  /** Of a server with TLS; without it connections are plain. */
  readonly credentials?: ServerCredentials;
}

export interface EventStoreDbDouble {
  readonly connectionString: string;
  readonly faults: Faults;
  close(): Promise<void>;
}

/**
 * A server that speaks EventStoreDB's published protocol as far as the shop needs it (streams, gossip, features),
 * with its log in memory. It stands in where the real server cannot be had, and does on demand what the real one does
 * in bad moments.
 */
export async function startEventStoreDbDouble(options: DoubleOptions = {}): Promise<EventStoreDbDouble> {
  const [log, trouble, seen] = [new DoubleLog(), noTrouble(), nothingSeen()];
  log.systemEventEvery = options.systemEventEvery ?? 0;
  const ports: number[] = [];
  const shared = { log, trouble, seen, ports: () => ports, ...(options.credentials ? { credentials: options.credentials } : {}) };
  const nodes = Array.from({ length: options.nodes ?? 1 }, (_, index) => new Node({ ...shared, index }));
  for (const [i, node] of nodes.entries()) ports.push(await node.start(i === 0 ? (options.port ?? 0) : 0));
  const stop = async (): Promise<void> => nodes.forEach((node) => node.stop());
  const dropSubscriptions = (): void => {
    for (const node of nodes) for (const drop of [...node.subscriptions]) drop();
  };
  return {
    connectionString: `esdb://${ports.map((port) => `127.0.0.1:${port}`).join(',')}?tls=${options.credentials !== undefined}`,
    faults: {
      loseReplies: (count) => void (trouble.lost = count),
      timeOutAppends: (count) => void (trouble.timedOut = count),
      silenceReads: (on) => void (trouble.silent = on),
      refuseAccess: (on) => void (trouble.refusing = on),
      dropSubscriptions,
      forgetIds: (on) => void (log.forgetsIds = on),
      forgetPositions: (on) => void (log.forgetsPositions = on),
      beOld: (form) => void (trouble.old = form),
      electLeader(index) {
        trouble.leader = index;
        dropSubscriptions();
      },
      goDown: stop,
      async comeBack() {
        for (const [i, node] of nodes.entries()) await node.start(ports[i] ?? 0);
      },
      seen,
    },
    close: stop,
  };
}
