import { type PersonalData, personalDataSchema, type RecordedEvent } from '@shop/shared-events';
import { decrypt } from './aes.ts';
import type { KeyVault } from './port.ts';

/** Opens what is personal in a batch of events. */
export type OpenPersonalData = (events: readonly RecordedEvent[]) => Promise<readonly RecordedEvent[]>;

/**
 * Replaces every sealed value at the top level of an event's data by what was sealed, or by null where the
 * customer is erased. Events without one are passed on as they are. The vault is asked once per batch; give it
 * a `cachingKeyVault` to ask less. Throws `PersonalDataUnreadableError` where a value was altered.
 */
export function openPersonalData(vault: KeyVault): OpenPersonalData {
  return async (events) => {
    const sealed = events.map((event) => sealedIn(event.data));
    const customers = new Set(sealed.flatMap((entries) => entries.map(([, value]) => value.customerId)));
    if (customers.size === 0) return events;
    const keys = await vault.existing([...customers]);
    return events.map((event, index) => {
      const entries = sealed[index] ?? [];
      if (entries.length === 0) return event;
      const opened = entries.map(([name, value]) => {
        const key = keys.get(value.customerId);
        return [name, key ? decrypt(key, value) : null] as const;
      });
      return { ...event, data: { ...(event.data as object), ...Object.fromEntries(opened) } };
    });
  };
}

const none: readonly (readonly [string, PersonalData])[] = [];

function sealedIn(data: unknown): readonly (readonly [string, PersonalData])[] {
  if (typeof data !== 'object' || data === null) return none;
  let found: (readonly [string, PersonalData])[] | null = null;
  for (const [name, value] of Object.entries(data)) {
    // Looked at before it is parsed: nearly no value is sealed, and this runs for every event of a replay.
    if (typeof value !== 'object' || value === null || !('ciphertext' in value)) continue;
    const parsed = personalDataSchema.safeParse(value);
    if (parsed.success) (found ??= []).push([name, parsed.data]);
  }
  return found ?? none;
}
