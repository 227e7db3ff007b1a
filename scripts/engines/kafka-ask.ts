import { createConnection } from 'node:net';

/**
 * How many brokers the one at this port knows, by one metadata request of Kafka's protocol. Written out, because a client
 * would try again by itself where the truth of this moment is asked for.
 */
export function countBrokers(port: number, withinMs = 2_000): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    let answer = Buffer.alloc(0);
    socket.setTimeout(withinMs, () => socket.destroy(new Error(`kafka has not answered after ${withinMs} ms`)));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('kafka closed the connection')));
    socket.on('data', (bytes) => {
      answer = Buffer.concat([answer, bytes]);
      // Length, correlation id, then the list of brokers, which begins with its length.
      if (answer.length < 12) return;
      resolve(answer.readInt32BE(8));
      socket.destroy();
    });
    socket.write(metadataRequest());
  });
}

/** Metadata, version 1, of no topics. */
function metadataRequest(): Buffer {
  const client = Buffer.from('engines');
  const request = Buffer.alloc(4 + 10 + client.length + 4);
  request.writeInt32BE(request.length - 4, 0);
  request.writeInt16BE(3, 4);
  request.writeInt16BE(1, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(client.length, 12);
  client.copy(request, 14);
  request.writeInt32BE(0, 14 + client.length);
  return request;
}
