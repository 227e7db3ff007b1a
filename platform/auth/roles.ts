/** What a person or a service may do: client roles of `shop-api` in the issuer's realm. */
export const roles = ['customer', 'catalog-manager', 'warehouse', 'support', 'admin', 'service'] as const;
export type Role = (typeof roles)[number];

/** Roles of people who work for the shop. */
export const staffRoles = ['catalog-manager', 'warehouse', 'support', 'admin'] as const satisfies readonly Role[];

/** Whether a value names one of the shop's roles; an issuer may know others, which mean nothing here. */
export function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}

/** Whether any one of `wanted` is held. `admin` is not implied: name it where it is meant. */
export function hasAnyRole(holder: { readonly roles: readonly Role[] }, ...wanted: readonly Role[]): boolean {
  return wanted.some((role) => holder.roles.includes(role));
}

/** Whether the holder works for the shop. */
export function isStaff(holder: { readonly roles: readonly Role[] }): boolean {
  return hasAnyRole(holder, ...staffRoles);
}
