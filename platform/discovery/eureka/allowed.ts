import { isIP } from 'node:net';
import { forbiddenKind } from './addresses.ts';
import type { RegisteredInstance } from './schemas.ts';

/** Where a registration may send us. Anybody who reaches Eureka can write one: it must not aim us at whatever it likes. */
export interface AllowedPlaces {
  /** Ports from the first to the second, both included. */
  readonly ports: readonly [number, number];
  /**
   * Hosts that may be registered: addresses, names, or endings of names that begin with a dot. Without it every address
   * that is not forbidden may be, and no name: what a name stands for can change after it was looked at.
   */
  readonly hosts?: readonly string[] | undefined;
  /** For a shop on one machine. */
  readonly allowLoopback: boolean;
}

/** Where an instance is, or why nobody is sent there. */
export type Judged = { readonly origin: string } | { readonly refused: string };

/** Judges a registration by its host and port alone; addresses of pages and anything else in it are not looked at. */
export function judge({ ipAddr, hostName, port, securePort }: RegisteredInstance, allowed: AllowedPlaces): Judged {
  const host = isIP(ipAddr) === 0 ? hostName : ipAddr;
  const [scheme, number] = port?.['@enabled'] ? ['http', port.$] : ['https', securePort?.['@enabled'] ? securePort.$ : 0];
  const [lowest, highest] = allowed.ports;
  if (number < lowest || number > highest) return { refused: `port ${number}` };
  const url = URL.parse(`${scheme}://${isIP(host) === 6 ? `[${host}]` : host}:${number}`);
  // Letters, digits, dots and hyphens: no scheme, user, path or anything else that a URL would take apart.
  if (!url || (isIP(host) === 0 && !/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(host))) return { refused: 'host' };
  // The URL has brought every way to write an address (127.1, 0x7f000001) into one.
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const reason = isIP(name) === 0 ? reasonAgainstName(name, allowed) : reasonAgainstAddress(name, allowed);
  return reason === null ? { origin: url.origin } : { refused: reason };
}

function reasonAgainstAddress(address: string, { hosts, allowLoopback }: AllowedPlaces): string | null {
  const kind = forbiddenKind(address);
  if (kind !== null && !(kind === 'loopback' && allowLoopback)) return kind;
  return hosts === undefined || hosts.includes(address) ? null : 'host';
}

function reasonAgainstName(name: string, { hosts = [], allowLoopback }: AllowedPlaces): string | null {
  if (/(?:^|\.)localhost\.?$/.test(name)) return allowLoopback ? null : 'loopback';
  return hosts.some((host) => (host.startsWith('.') ? name.endsWith(host) : name === host)) ? null : 'host';
}
