import { get } from './ask.ts';
import type { Instance } from './instance.ts';

const probe = { timeoutMs: 2_000, maxBytes: 64 * 1024 };

/** Whether the instance answers /livez within two seconds. */
export function isAlive({ pool }: Instance): Promise<boolean> {
  return get(pool, '/livez', probe).then(
    ({ status }) => status === 200,
    () => false,
  );
}
