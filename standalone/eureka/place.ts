import { systemClock } from '@shop/platform/clock/system.ts';
import { type Registration, registerWithEureka } from '@shop/platform/discovery/eureka/registration.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { answer, startTestInstance, type TestInstance } from '@shop/platform/upstreams/test-instance.ts';

/** An instance of some services that is registered, and can go in every way. */
export interface Place {
  readonly instance: TestInstance;
  readonly registrations: readonly Registration[];
  register(): void;
  /** Leaves Eureka in order, without stopping. */
  leave(): Promise<void>;
  /** Dies without a word: its registrations stay until they run out. */
  die(): Promise<void>;
}

/** Starts an instance on a free loopback port that answers after a few milliseconds, and registers it. */
export async function startPlace(url: string, services: readonly string[]): Promise<Place> {
  const instance = await startTestInstance((response) => {
    setTimeout(() => answer(response, 200, { from: instance.origin }), 3);
  });
  const { hostname: host, port } = new URL(instance.origin);
  let registrations: readonly Registration[] = [];
  const leave = async (): Promise<void> => {
    await Promise.all(registrations.map((one) => one.close()));
  };
  const register = (): void => {
    registrations = services.map((service) =>
      registerWithEureka({
        ...{ url, service, host, port: Number(port), clock: systemClock, log: silentLog },
        renewEveryMs: 500,
        leaseMs: 5_000,
      }),
    );
  };
  register();
  return {
    instance,
    get registrations() {
      return registrations;
    },
    register,
    leave,
    async die() {
      await instance.kill();
      // A process that is gone does not renew, and says no word; here only the word has to be left out.
      for (const one of registrations) one.abandon();
    },
  };
}
