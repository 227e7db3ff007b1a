import type { Clock } from '@shop/platform/clock/port.ts';
import { hashPassword, type PasswordHash, passwordFits } from './passwords.ts';
import type { Realm, RealmUser } from './realm.ts';

/** Wrong passwords in a row before an account waits. */
const freeAttempts = 5;
const longestWaitMs = 60_000;
const longestPassword = 200;

export interface Accounts {
  byId(id: string): RealmUser | undefined;
  /**
   * The user of that name and password, else null. After five wrong passwords in a row the account is closed
   * for a second, then two, up to a minute; even the right password is refused meanwhile. Name unknown, password
   * wrong and account closed look and last the same.
   */
  authenticate(username: string, password: string): Promise<RealmUser | null>;
}

interface Attempts {
  wrong: number;
  closedUntil: number;
}

/** The users of a realm. Attempts are counted for users that exist alone, so memory is bounded by their number. */
export async function createAccounts(realm: Realm, clock: Pick<Clock, 'now'>): Promise<Accounts> {
  const byId = new Map(realm.users.map((user) => [user.id, user]));
  const byName = new Map(realm.users.map((user) => [user.username, user]));
  const hashes = new Map<string, PasswordHash>();
  // One after the other: side by side each would need its own 4 MiB.
  for (const { id } of realm.users) hashes.set(id, await hashPassword(realm.password));
  const nobody = await hashPassword('');
  const attempts = new Map<string, Attempts>();

  return {
    byId: (id) => byId.get(id),
    async authenticate(username, password) {
      const user = byName.get(username.toLowerCase());
      const sane = password.length <= longestPassword;
      const fits = await passwordFits(sane ? password : '', (user && hashes.get(user.id)) ?? nobody);
      if (!user) return null;
      const { wrong, closedUntil } = attempts.get(user.id) ?? { wrong: 0, closedUntil: 0 };
      if (clock.now() < closedUntil) return null;
      if (fits && sane) {
        attempts.delete(user.id);
        return user;
      }
      const over = wrong + 1 - freeAttempts;
      const wait = over < 0 ? 0 : Math.min(1_000 * 2 ** over, longestWaitMs);
      attempts.set(user.id, { wrong: wrong + 1, closedUntil: clock.now() + wait });
      return null;
    },
  };
}
