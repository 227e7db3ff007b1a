import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { realm } from '@shop/identity/realm.ts';
import { realmFile } from './realm-file.ts';

// Writes the realm file anew after identity/realm.ts has changed: node deploy/keycloak/make-realm.ts
const file = join(import.meta.dirname, 'shop-realm.json');
writeFileSync(file, await format(JSON.stringify(realmFile(realm)), { ...(await resolveConfig(file)), filepath: file }));
