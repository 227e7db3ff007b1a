import type { Realm, RealmUser } from '@shop/identity/realm.ts';

/** A person; the id is the token's `sub`, the same as the embedded provider's. */
export function user(realm: Realm, person: RealmUser) {
  return {
    id: person.id,
    username: person.username,
    enabled: true,
    email: person.email,
    emailVerified: true,
    firstName: person.firstName,
    lastName: person.lastName,
    credentials: [{ type: 'password', value: realm.password, temporary: false }],
    clientRoles: { [realm.api]: person.roles },
  };
}

/** Whom a service's token speaks for: the service, under its client's id. */
export function serviceUser(realm: Realm, clientId: string) {
  return {
    id: clientId,
    username: `service-account-${clientId}`,
    enabled: true,
    serviceAccountClientId: clientId,
    clientRoles: { [realm.api]: ['service'] },
  };
}
