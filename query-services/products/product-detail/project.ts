import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import type { CollectionSpec } from '@shop/platform/read-store/port.ts';
import { productAskedFor, productBehind, projectProduct } from '../catalogue/project-product.ts';
import { trackedStockCollections } from '../stock/tracked-stock.ts';
import { productsCollection } from './view.ts';

/** Products by id and slug in every status, each variant with the bucket of its stock. */
export const productDetail: ReadModel = {
  name: 'product-detail',
  version: 1,
  categories: ['product', 'inventory'],
  collections: [productsCollection as CollectionSpec, ...trackedStockCollections],
  prefetch: productAskedFor,
  prefetchBehind: productBehind,
  apply: (event, documents) => projectProduct(event, documents),
};
