import { createSocket } from 'node:dgram';
import { isIP } from 'node:net';
import type { Config } from '@shop/platform/config/config.ts';

/** Addresses a server listens on that nobody can be sent to: all that the machine has. */
const wildcards = ['0.0.0.0', '::'];

/**
 * Under which host others reach this service: `ADVERTISED_HOST`, else the address it listens on, else, where it listens on
 * all, the one from which it reaches `peer`. Of a container in several networks that is its address in the peer's.
 */
export function ownAddress({ ADVERTISED_HOST, HOST }: Pick<Config, 'ADVERTISED_HOST' | 'HOST'>, peer: string): Promise<string> {
  if (ADVERTISED_HOST !== undefined) return Promise.resolve(ADVERTISED_HOST);
  return wildcards.includes(HOST) ? addressTowards(peer) : Promise.resolve(HOST);
}

/** Rejects where the peer's name is not known. Nothing is sent: connecting a datagram socket only chooses the route. */
function addressTowards(peer: string): Promise<string> {
  const { hostname, port, protocol } = new URL(peer);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4');
    socket.on('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.on('connect', () => {
      const { address } = socket.address();
      socket.close();
      resolve(address);
    });
    socket.connect(Number(port) || (protocol === 'https:' ? 443 : 80), host);
  });
}
