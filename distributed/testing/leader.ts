import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptProcess } from '@shop/composition/kept-process.ts';
import type { RoleName } from '../roles.ts';
import type { TestSystem } from './test-system.ts';

const patienceMs = 20_000;

/** The process that does the work of a role which runs once, as its readiness tells. */
export async function leaderOf({ shop }: TestSystem, role: RoleName): Promise<KeptProcess> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    for (const instance of shop.processes.get(role) ?? []) if (await works(instance, role)) return instance;
    await sleep(100);
  }
  throw new Error(`no instance of ${role} works`);
}

async function works({ url }: KeptProcess, role: RoleName): Promise<boolean> {
  try {
    const body = (await (await fetch(`${url}/readyz`)).json()) as { working?: Readonly<Record<string, boolean>> };
    return body.working?.[role] ?? false;
  } catch {
    return false;
  }
}
