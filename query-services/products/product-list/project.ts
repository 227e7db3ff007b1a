import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import type { CollectionSpec } from '@shop/platform/read-store/port.ts';
import { productAskedFor, productBehind, projectProduct } from '../catalogue/project-product.ts';
import { trackedStockCollections } from '../stock/tracked-stock.ts';
import { listedCollection, listedProduct, searchedCollection } from './listed.ts';

/** Active products for lists, searches and facet counts. */
export const productList: ReadModel = {
  name: 'product-list',
  version: 1,
  categories: ['product', 'inventory'],
  collections: [searchedCollection as CollectionSpec, listedCollection as CollectionSpec, ...trackedStockCollections],
  prefetch: productAskedFor,
  prefetchBehind: productBehind,
  apply: (event, documents) =>
    projectProduct(event, documents, (product) => {
      if (product.status === 'active') documents.put(listedCollection.name, product.id, listedProduct(product));
      else if (product.status === 'archived') documents.delete(listedCollection.name, product.id);
    }),
};
