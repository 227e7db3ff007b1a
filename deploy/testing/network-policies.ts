import type { Manifest } from './manifests.ts';

type Labels = Readonly<Record<string, string>>;

interface Selector {
  readonly matchLabels?: Labels;
}
interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
}
interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port: number; readonly endPort?: number; readonly protocol?: string }[];
}
export interface NetworkPolicy extends Manifest {
  readonly spec: {
    readonly podSelector: Selector;
    readonly policyTypes: readonly ('Ingress' | 'Egress')[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

/** Either end of a connection: a pod by its labels, and the namespace it is in. */
export interface Place {
  readonly namespace: string;
  readonly labels: Labels;
}

const home = 'shop';

/**
 * Whether the policies of our namespace let one place open a TCP connection to a port of another: what leaves our
 * namespace needs leave to go, what comes into it leave to come. Only matchLabels are understood, since nothing else is used.
 */
export function mayConnect(policies: Iterable<NetworkPolicy>, from: Place, to: Place, port: number): boolean {
  const all = [...policies];
  const leaves = from.namespace !== home || allowed(all, 'Egress', from, to, port);
  const comes = to.namespace !== home || allowed(all, 'Ingress', to, from, port);
  return leaves && comes;
}

function allowed(all: readonly NetworkPolicy[], type: 'Ingress' | 'Egress', self: Place, other: Place, port: number): boolean {
  const own = all.filter(({ spec }) => spec.policyTypes.includes(type) && selects(spec.podSelector, self.labels));
  if (own.length === 0) return true;
  const rules = own.flatMap(({ spec }) => (type === 'Ingress' ? spec.ingress : spec.egress) ?? []);
  return rules.some((rule) => {
    const peers = type === 'Ingress' ? rule.from : rule.to;
    return onPort(rule, port) && (peers === undefined || peers.some((peer) => isPeer(peer, other)));
  });
}

function onPort({ ports }: Rule, port: number): boolean {
  if (ports === undefined) return true;
  return ports.some((one) => (one.protocol ?? 'TCP') === 'TCP' && port >= one.port && port <= (one.endPort ?? one.port));
}

function isPeer({ podSelector, namespaceSelector }: Peer, { namespace, labels }: Place): boolean {
  const inNamespace = namespaceSelector
    ? selects(namespaceSelector, { 'kubernetes.io/metadata.name': namespace })
    : namespace === home;
  return inNamespace && (podSelector === undefined || selects(podSelector, labels));
}

function selects({ matchLabels = {} }: Selector, labels: Labels): boolean {
  return Object.entries(matchLabels).every(([name, value]) => labels[name] === value);
}
