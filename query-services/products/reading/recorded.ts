import type { RecordedEvent } from '@shop/shared-events';

/** The members of a union of events as the log gives them back. */
export type Recorded<E extends { readonly type: string; readonly data: unknown }> = E extends {
  readonly type: infer T extends string;
  readonly data: infer D;
}
  ? RecordedEvent<T, D>
  : never;
