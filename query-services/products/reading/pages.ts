import { decodeCursor } from '@shop/platform/http/cursor.ts';
import type { Place } from '@shop/platform/read-store/port.ts';

/** Where a page begins: behind the cursor's place, or at the beginning. Throws 422 where the cursor is not of this list. */
export function afterCursor(cursor: string | undefined, filter: unknown): { readonly after?: Place } {
  return cursor === undefined ? {} : { after: decodeCursor(cursor, filter) };
}
