import type { Clock } from '../../clock/port.ts';
import type { Log } from '../../telemetry/port.ts';
import { askEureka, EurekaAwayError } from './ask.ts';

export interface RegistrationOptions {
  /** Eureka's REST base, e.g. `http://eureka:8080/v2`. */
  readonly url: string;
  readonly service: string;
  /** Address or name, and port, under which others reach this instance. */
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds between two renewals; 5,000 by default. */
  readonly renewEveryMs?: number;
  /** Eureka forgets an instance that has not renewed for (about twice) this long; 15,000 by default, whole seconds. */
  readonly leaseMs?: number;
}

/** `registering`: not known yet. `registered`: known at the last renewal. `unreachable`: Eureka does not answer. `left`: by our own will. */
export type RegistrationStatus = 'registering' | 'registered' | 'unreachable' | 'left';

export interface Registration {
  readonly status: RegistrationStatus;
  /** Stops renewing and leaves the rest to the lease: for whoever must end at once. */
  abandon(): void;
  /** Takes the instance off the registry and stops renewing; again is no error. Others notice with their next look. */
  close(): Promise<void>;
}

/** Makes this instance known to a Eureka server and keeps it known, also to one that was away or has forgotten everything. */
export function registerWithEureka(options: RegistrationOptions): Registration {
  return new Renewing(options);
}

class Renewing implements Registration {
  readonly #options: RegistrationOptions;
  readonly #path: string;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #status: RegistrationStatus = 'registering';
  #closing: Promise<void> | null = null;

  constructor(options: RegistrationOptions) {
    this.#options = options;
    this.#path = `/apps/${encodeURIComponent(appOf(options))}`;
    this.#running = this.#run();
  }

  get status(): RegistrationStatus {
    return this.#status;
  }

  abandon(): void {
    this.#closing ??= Promise.resolve();
    this.#stop.abort(new Error('the registration is abandoned'));
    this.#status = 'left';
  }

  close(): Promise<void> {
    this.#closing ??= this.#leave();
    return this.#closing;
  }

  async #run(): Promise<void> {
    const { clock, renewEveryMs = 5_000 } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#keepKnown();
      await clock.sleep(renewEveryMs, signal).catch(() => undefined);
    }
  }

  async #keepKnown(): Promise<void> {
    const { log, service, url } = this.#options;
    const before = this.#status;
    try {
      // Renewing tells whether we are known; asking for that first spares nothing but a fresh registry's 404.
      if (before === 'registering' || !(await this.#renew())) await this.#register();
      this.#status = 'registered';
      if (before !== 'registered') log.info('registered with Eureka', { service, url });
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      if (before === 'registered' || before === 'registering')
        log.warn('Eureka cannot be reached; it is tried again', { service, error });
      this.#status = 'unreachable';
    }
  }

  /** False where Eureka does not know this instance (any more). */
  async #renew(): Promise<boolean> {
    const { status } = await this.#ask('PUT', this.#instancePath());
    if (status === 404) return false;
    if (status !== 200) throw new EurekaAwayError(`Eureka answered a renewal with ${status}`);
    return true;
  }

  async #register(): Promise<void> {
    const { status } = await this.#ask('POST', this.#path, { instance: instanceOf(this.#options) });
    if (status !== 204 && status !== 200) throw new EurekaAwayError(`Eureka answered a registration with ${status}`);
  }

  async #leave(): Promise<void> {
    const { log, service, url } = this.#options;
    this.#stop.abort(new Error('the registration is closed'));
    // A registration under way must not come after the leave.
    await this.#running;
    this.#status = 'left';
    try {
      await askEureka(url, this.#instancePath(), { method: 'DELETE' });
    } catch (error) {
      log.warn('Eureka could not be told of the leave; the lease will run out', { service, error });
    }
  }

  #instancePath(): string {
    return `${this.#path}/${encodeURIComponent(instanceIdOf(this.#options))}`;
  }

  #ask(method: string, path: string, body?: unknown) {
    return askEureka(this.#options.url, path, { method, body, signal: this.#stop.signal });
  }
}

function appOf({ service }: RegistrationOptions): string {
  return service.toUpperCase();
}

/** The same place is the same instance: one that is started anew takes the place of the one before. */
function instanceIdOf({ service, host, port }: RegistrationOptions): string {
  return `${host}:${service}:${port}`;
}

function instanceOf(options: RegistrationOptions): Record<string, unknown> {
  const { service, host, port, clock, renewEveryMs = 5_000, leaseMs = 15_000 } = options;
  return {
    instanceId: instanceIdOf(options),
    app: appOf(options),
    hostName: host,
    // Eureka wants one also of an instance that is reached by a name.
    ipAddr: host,
    vipAddress: service,
    status: 'UP',
    port: { $: port, '@enabled': 'true' },
    securePort: { $: 443, '@enabled': 'false' },
    dataCenterInfo: { '@class': 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo', name: 'MyOwn' },
    leaseInfo: { renewalIntervalInSecs: wholeSeconds(renewEveryMs), durationInSecs: wholeSeconds(leaseMs) },
    // Of two registrations of one id Eureka keeps the one that changed last.
    lastDirtyTimestamp: String(clock.now()),
  };
}

function wholeSeconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1_000));
}
