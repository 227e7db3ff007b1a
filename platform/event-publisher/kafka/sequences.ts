import type { BatchWriter } from '../../kafka/record-batch.ts';

/** The numbers an idempotent producer gives its records, dense for each partition. */
export class Sequences {
  readonly #producerId: bigint;
  readonly #producerEpoch: number;
  readonly #next = new Map<string, number>();

  constructor(producerId: bigint, producerEpoch: number) {
    this.#producerId = producerId;
    this.#producerEpoch = producerEpoch;
  }

  /** Numbers for the next `count` records of a partition. */
  take(topicId: string, partition: number, count: number): BatchWriter {
    const key = `${topicId}/${partition}`;
    const firstSequence = this.#next.get(key) ?? 0;
    // 31 bits, then from 0 again, as the broker counts.
    this.#next.set(key, (firstSequence + count) % 2 ** 31);
    return { producerId: this.#producerId, producerEpoch: this.#producerEpoch, firstSequence };
  }
}
