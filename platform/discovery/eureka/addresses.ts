import { BlockList, isIP } from 'node:net';

/** What an address is, where nobody may be sent there because a registry says so. */
export type Forbidden = 'loopback' | 'unspecified' | 'link-local' | 'metadata' | 'multicast' | 'reserved';

/** Kinds of addresses: IPv4 and IPv6 ranges, or single ones. */
const ranges: Readonly<Record<Forbidden, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  unspecified: ['0.0.0.0/8', '::/128'],
  'link-local': ['169.254.0.0/16', 'fe80::/10'],
  // Where clouds tell credentials to whoever asks from within; most are link-local besides.
  metadata: ['100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32', 'fd00:ec2::254/128', 'fd20:ce::254/128'],
  multicast: ['224.0.0.0/4', 'ff00::/8'],
  // Broadcast and the future's; and IPv6 that carries an IPv4 address within. (A mapped one, ::ffff:a.b.c.d, is judged as that address.)
  reserved: ['240.0.0.0/4', '::/96', '64:ff9b::/96', '2002::/16'],
};

const lists = Object.entries(ranges).map(([kind, nets]) => {
  const list = new BlockList();
  for (const net of nets) {
    const [address = '', bits] = net.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return [kind as Forbidden, list] as const;
});

/** What forbids the address, an IPv4 or IPv6 literal without brackets; null where nothing does. */
export function forbiddenKind(address: string): Forbidden | null {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  return lists.find(([, list]) => list.check(address, family))?.[0] ?? null;
}
