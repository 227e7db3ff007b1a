import type { Discovery } from './port.ts';

/** Instances that are written down and never change. Throws `TypeError` for what is not an HTTP origin. */
export function staticDiscovery(services: Readonly<Record<string, readonly string[]>>): Discovery {
  const known = new Map(Object.entries(services).map(([name, urls]) => [name, [...new Set(urls.map(originOf))]]));
  return {
    instances: (service) => known.get(service) ?? [],
    close: () => Promise.resolve(),
  };
}

function originOf(text: string): string {
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol) || `${url.origin}/` !== url.href) {
    throw new TypeError('an instance is given by scheme, host and port alone');
  }
  return url.origin;
}
