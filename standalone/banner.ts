import { realm } from '@shop/identity/realm.ts';

/** What `npm start` prints when everything is up: where things are and who can sign in. */
export function banner(shop: {
  readonly gateway: string;
  readonly issuer: string;
  readonly dataFolder: string;
  readonly milliseconds: number;
}): string {
  const users = realm.users.map((user) => `${user.username} (${user.roles.join(', ')})`).join(', ');
  return [
    '',
    `The shop is open (${(shop.milliseconds / 1000).toFixed(1)} s).`,
    '',
    `  gateway   ${shop.gateway}/api/v1`,
    `  docs      ${shop.gateway}/docs`,
    `  issuer    ${shop.issuer}`,
    `  users     ${users}`,
    `  password  ${realm.development ? 'shop-demo (development)' : 'as set in the realm'}`,
    `  data      ${shop.dataFolder}`,
    '',
    'Ctrl-C stops it.',
    '',
  ].join('\n');
}
