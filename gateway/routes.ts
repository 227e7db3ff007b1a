import type { Method, Operation, Resource } from './resources.ts';

/** A resource found by its path. */
export interface Route {
  /** The pattern, for logs and metrics: it holds no ids. */
  readonly path: string;
  readonly operations: ReadonlyMap<string, Operation>;
  /** For `Allow` (RFC 9110, 10.2.1). */
  readonly allow: string;
}

/** Finds the resource a path names; null where there is none. */
export type RouteFinder = (path: string) => Route | null;

interface Node {
  route: Route | null;
  readonly children: Map<string, Node>;
  any: Node | null;
}

/**
 * Routes by path, segment by segment; a fixed segment goes before one that varies. Paths are compared
 * exactly: letter case counts, and a slash at the end is another path.
 */
export function routeFinder(resources: readonly Resource[]): RouteFinder {
  const root = newNode();
  for (const resource of resources) {
    let node = root;
    for (const segment of resource.path.slice(1).split('/')) node = childFor(node, segment);
    node.route = routeOf(resource);
  }
  return (path) => {
    let node: Node | undefined = root;
    for (let from = 1; from <= path.length;) {
      const slash = path.indexOf('/', from);
      const end = slash < 0 ? path.length : slash;
      const segment = path.slice(from, end);
      node = node.children.get(segment) ?? (segment === '' ? undefined : (node.any ?? undefined));
      if (!node) return null;
      from = end + 1;
      if (slash < 0) break;
    }
    return node.route;
  };
}

function newNode(): Node {
  return { route: null, children: new Map(), any: null };
}

function childFor(node: Node, segment: string): Node {
  if (segment.startsWith('{')) return (node.any ??= newNode());
  const known = node.children.get(segment) ?? newNode();
  node.children.set(segment, known);
  return known;
}

/** HEAD is answered as GET is (RFC 9110, 9.3.2). */
function routeOf({ path, operations }: Resource): Route {
  const methods = new Map<string, Operation>();
  for (const [method, operation] of Object.entries(operations) as [Method, Operation][]) {
    methods.set(method, operation);
    if (method === 'GET') methods.set('HEAD', operation);
  }
  return { path, operations: methods, allow: [...methods.keys()].join(', ') };
}
