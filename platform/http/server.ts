import { createServer, type RequestListener } from 'node:http';
import { drain, type ListenAt, startListening } from './listening.ts';
import { messageClasses } from './message-classes.ts';

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Accepts nothing new, lets what is under way finish (at most `milliseconds`), then closes. */
  close(milliseconds?: number): Promise<void>;
}

/** Serves on one address; throws `PortInUseError` where somebody else listens. Port 0 takes a free one. */
export async function listen(listener: RequestListener, at: ListenAt): Promise<RunningServer> {
  // Idle connections are kept longer than proxies keep theirs, so that ours is never the side that closes first.
  const timeouts = { keepAliveTimeout: 70_000, headersTimeout: 20_000, requestTimeout: 60_000 };
  const server = createServer({ ...messageClasses(listener), ...timeouts }, listener);
  const port = await startListening(server, at);
  return { url: `http://${at.host}:${port}`, port, close: (milliseconds = 8_000) => drain(server, milliseconds) };
}
