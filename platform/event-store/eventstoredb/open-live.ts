import type { StreamFilter } from '../port.ts';
import { Live } from './live.ts';
import type { Lanes } from './lanes.ts';
import { wireFilter } from './names.ts';
import { subscriptionRequest } from './read-requests.ts';

/** A subscription and the call it holds. */
export interface OpenLive {
  readonly live: Live;
  /** Ends the call and gives its place back. */
  close(): void;
}

/** Subscribes to what comes behind a position. Rejects where the server cannot be connected to. */
export async function openLive(
  lanes: Lanes,
  after: bigint,
  filter: StreamFilter | undefined,
  patience: number,
): Promise<OpenLive> {
  const lane = lanes.take();
  try {
    const streams = await lane.connect();
    const request = subscriptionRequest(wireFilter(filter), after < 0n ? undefined : after);
    const call = streams.read(request, ...lane.arguments());
    const live = new Live(call, filter, after, patience);
    let closed = false;
    call.on('error', (error: Error) => {
      if (!closed) void lane.failed(streams, error);
    });
    return {
      live,
      close() {
        if (closed) return;
        closed = true;
        live.cancel();
        lanes.release(lane);
      },
    };
  } catch (error) {
    lanes.release(lane);
    throw error;
  }
}
