import { realm } from '@shop/identity/realm.ts';
import { realmFile } from '../realm-file.ts';
import type { KeycloakAdmin } from './admin.ts';

/**
 * Makes a realm of that name like the shop's, for a spec to change as it likes. Users get ids of their own, because
 * ids are unique over all realms, and every service the same secret.
 */
export async function createRealmCopy(admin: KeycloakAdmin, name: string, secret: string): Promise<void> {
  const file = realmFile({ ...realm, name });
  await admin.ask('POST', '', {
    ...file,
    clients: file.clients.map((client) => ('secret' in client ? { ...client, secret } : client)),
    users: file.users.map(({ id: _id, ...user }) => user),
  });
}
