import type { Applications, RegisteredInstance } from './schemas.ts';

/** Everything a Eureka server has told, by application and id; the server's own view, whether we would go there or not. */
export class Registry {
  readonly #apps = new Map<string, Map<string, RegisteredInstance>>();

  /** The registry as a whole answer tells it. */
  static of({ entries }: Applications): Registry {
    const registry = new Registry();
    for (const { app, instance } of entries) registry.#put(app, instance);
    return registry;
  }

  /** Takes in what has changed. A delta reaches minutes back and is told again and again; that changes nothing. */
  apply({ entries }: Applications): void {
    for (const { app, instance } of entries) {
      if (instance.actionType === 'DELETED') this.#apps.get(app)?.delete(instance.instanceId);
      else this.#put(app, instance);
    }
  }

  /** The instances of an application by id; none of one that is not known. */
  instances(app: string): ReadonlyMap<string, RegisteredInstance> {
    return this.#apps.get(app.toUpperCase()) ?? new Map();
  }

  /** As Eureka writes it: each status and how many have it, by name, e.g. `OUT_OF_SERVICE_1_UP_2_`. */
  get hash(): string {
    const counts = new Map<string, number>();
    for (const instances of this.#apps.values()) {
      for (const { status } of instances.values()) counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    const byName = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
    return byName.map(([status, count]) => `${status}_${count}_`).join('');
  }

  #put(app: string, instance: RegisteredInstance): void {
    const instances = this.#apps.get(app) ?? new Map<string, RegisteredInstance>();
    this.#apps.set(app, instances.set(instance.instanceId, instance));
  }
}
