import type { DocumentKey, Documents } from '@shop/platform/projecting/read-model.ts';
import { collection } from './collection.ts';

/** Customers whose personal data is gone, kept so that orders whose events come later are known to be erased. */
export const erasedCollection = collection<{ readonly customerId: string }>({
  name: 'erased-customers',
  fields: {},
  indexed: () => ({}),
});

export function rememberErased(customerId: string, documents: Documents): void {
  documents.put(erasedCollection.name, customerId, { customerId });
}

/** The document that {@link isErased} will ask for. */
export function erasedAskedFor(customerId: string): DocumentKey {
  return { collection: erasedCollection.name, key: customerId };
}

export async function isErased(customerId: string, documents: Documents): Promise<boolean> {
  return (await documents.get(erasedCollection.name, customerId)) !== null;
}
