import { realm } from '@shop/identity/realm.ts';
import type { DistributedShop } from './start.ts';

/** What the launcher prints when everything is up. */
export function bannerOf(shop: DistributedShop, milliseconds: number): string {
  const users = realm.users.map(({ username, roles }) => `${username} (${roles.join(', ')})`).join(', ');
  const services = [...shop.processes].map(
    ([role, instances]) => `  ${role.padEnd(19)} ${instances.map(({ url, pid }) => `${url} (${pid})`).join('  ')}`,
  );
  return [
    '',
    `The distributed shop is open (${(milliseconds / 1000).toFixed(1)} s).`,
    '',
    `  gateway   ${shop.gateway}/api/v1`,
    `  docs      ${shop.gateway}/docs`,
    `  issuer    ${shop.issuer}`,
    `  users     ${users}`,
    '  password  shop-demo (development)',
    `  settings  ${shop.dataFolder}/settings.json (npm run replay -- --data ${shop.dataFolder} …)`,
    '',
    'Services and their processes:',
    ...services,
    '',
    'Ctrl-C stops it.',
    '',
  ].join('\n');
}
