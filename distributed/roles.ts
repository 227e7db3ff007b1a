/** A service of the distributed shop: one process, or several beside each other. */
export interface Role {
  /** Its name in discovery, in tokens (client id), in logs, traces and metrics. */
  readonly name: RoleName;
  /** The port it listens on unless `PORT` says otherwise. */
  readonly port: number;
}

export const roleNames = [
  'product-commands',
  'order-commands',
  'product-queries',
  'order-queries',
  'operations',
  'event-relay',
  'fulfilment-process',
  'product-projectors',
  'order-projectors',
] as const;
export type RoleName = (typeof roleNames)[number];

const firstPort = 8101;

/** Every service but the gateway, in the order of their ports: 8101 and on. */
export const roles: readonly Role[] = roleNames.map((name, index) => ({ name, port: firstPort + index }));
