import { RefusedError } from './api.ts';

/** What the call answers; null where the shop refuses it with this code. */
export async function unless<T>(code: string, call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof RefusedError && error.code === code) return null;
    throw error;
  }
}
