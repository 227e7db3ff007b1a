import type { Staging } from './staging.ts';

/** An order of the contract holds at most this many lines. */
const mostLines = 2_000;

/**
 * Makes an order of every invoice with sale rows. Its time is that of its first row; rows of the same
 * invoice belong together wherever they stand in the file.
 */
export function planOrders(staging: Staging): void {
  staging.exec(`
    UPDATE rows SET fate = 'left out: more than ${mostLines} lines in one invoice' WHERE kind = 'sale' AND invoice IN
      (SELECT invoice FROM rows WHERE kind = 'sale' GROUP BY invoice HAVING count(*) > ${mostLines});
    INSERT INTO orders
      SELECT invoice, min(at), max(customer), min(country), sum(quantity * price / 10), sum(quantity * price / 10), NULL, min(number)
      FROM rows WHERE kind = 'sale' AND fate IS NULL GROUP BY invoice;
    INSERT INTO sold SELECT number, invoice, customer, sku, price, quantity FROM rows WHERE kind = 'sale' AND fate IS NULL;
    CREATE INDEX ordersByTime ON orders (at, first);
    CREATE INDEX ordersByCustomer ON orders (customer, at);
    CREATE INDEX soldByCustomer ON sold (customer, sku, price);
    CREATE INDEX soldByInvoice ON sold (invoice);
    UPDATE rows SET fate = 'order line' WHERE kind = 'sale' AND fate IS NULL;
    UPDATE rows SET fate = 'stock adjustment' WHERE kind = 'adjustment';
  `);
}
