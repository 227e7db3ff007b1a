import { isIPv6 } from 'node:net';

/**
 * The address a caller without a token is counted by. `forwardedFor` is read only where `trustedProxies` of
 * our own stand in front: each appends the address it saw, so the client's is that many places from the
 * right; anything further left is the client's own invention. IPv6 callers are counted by their /64 network,
 * which one subscriber commonly has for itself.
 */
export function clientAddress(remote: string | undefined, forwardedFor: string | undefined, trustedProxies: number): string {
  const named = trustedProxies > 0 ? forwardedFor?.split(',').at(-trustedProxies)?.trim() : undefined;
  const address = named || remote || 'unknown';
  if (!address.includes(':')) return address;
  if (address.startsWith('::ffff:') && address.includes('.')) return address.slice(7);
  return isIPv6(address) ? network64(address) : address;
}

function network64(address: string): string {
  const [head = '', tail = ''] = (address.split('%', 1)[0] ?? '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = address.includes('::') ? Math.max(0, 8 - left.length - right.length) : 0;
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
