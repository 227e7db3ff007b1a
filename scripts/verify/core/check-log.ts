import type { RecordedEvent } from '@shop/shared-events';
import { World } from '../facts/world.ts';
import { allChecks } from '../invariants/index.ts';
import { schemas, toldOrNull } from '../invariants/schemas.ts';
import type { Check } from './check.ts';
import { Findings, type Report } from './report.ts';
import { Rest } from './rest.ts';
import { memoryScratch, type Scratch } from './scratch.ts';

export interface CheckOptions {
  /** The shop was run to rest: nothing may be under way. Otherwise what happened last may be unfinished. */
  readonly atRest?: boolean | undefined;
  /** The time at which the end of the log is judged, epoch milliseconds; by default that of its last event. */
  readonly now?: number | undefined;
  /** How long something may be under way; 60,000 by default. */
  readonly graceMs?: number | undefined;
  /** Violations kept of each invariant; 10 by default. All are counted. */
  readonly mostShown?: number | undefined;
  /** Where the checks keep what they remember; in memory by default. The caller closes it. */
  readonly scratch?: Scratch | undefined;
}

/**
 * Reads a log from its beginning and tells which invariants of docs/guarantees.md hold of it: 3, 4, 5, 6, 7 and
 * 12, every schema, all money. One pass; what is remembered lies in the scratch. Only what `events` throws is thrown.
 */
export async function checkLog(events: AsyncIterable<RecordedEvent>, options: CheckOptions = {}): Promise<Report> {
  const check = new LogCheck(options);
  for await (const event of events) check.take(event);
  return check.finish();
}

/** {@link checkLog} event by event, for those who go on with what it learned of the log. */
export class LogCheck {
  readonly world: World;
  readonly #rest: Rest;
  readonly #fitting: Findings;
  readonly #checks: readonly { readonly check: Check; readonly findings: Findings }[];
  #events = 0;
  #position = -1n;

  constructor({ atRest = false, now, graceMs = 60_000, mostShown = 10, scratch = memoryScratch() }: CheckOptions = {}) {
    this.world = new World(scratch);
    this.#rest = new Rest({ atRest, now, graceMs });
    this.#fitting = new Findings(schemas, mostShown);
    this.#checks = allChecks(scratch).map((check) => ({ check, findings: new Findings(check, mostShown) }));
  }

  /** The next event of the log. */
  take(event: RecordedEvent): void {
    const { world } = this;
    this.#events++;
    this.#position = event.position;
    this.#rest.heard(event.recordedAt);
    const told = toldOrNull(event, this.#fitting.tell);
    for (const { check, findings } of this.#checks) check.raw?.(event, world, findings.tell);
    world.see(event);
    if (!told) return;
    for (const { check, findings } of this.#checks) check.before?.(told, world, findings.tell);
    world.fold(told);
    if (told.type === 'ProcessRunnerCheckpointed') this.#rest.checkpointed(told.data.checkpoint);
  }

  /** After the last event; once. */
  finish(): Report {
    const { world } = this;
    for (const { check, findings } of this.#checks) check.end?.(world, this.#rest, findings.tell);
    const invariants = [this.#fitting, ...this.#checks.map(({ findings }) => findings)].map((findings) => findings.report());
    const { captured, refunded } = world.sums;
    return {
      holds: invariants.every(({ violations }) => violations === 0),
      events: this.#events,
      position: this.#position,
      invariants,
      notes: [`captured ${captured}, refunded ${refunded}, so ${captured - refunded} minor units taken`, this.#rest.note],
    };
  }
}
