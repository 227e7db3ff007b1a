import type { Staging } from './staging.ts';

/** A credit within this time of its order, for all of it, calls off what has not been sent yet. */
const dispatchAfterHours = 24;

interface CreditRow {
  readonly number: number;
  readonly customer: string;
  readonly sku: string;
  readonly price: number;
  readonly quantity: number;
}

interface Part {
  readonly row: number;
  readonly invoice: string;
  readonly remaining: number;
  readonly left: number;
}

/**
 * Finds for every credit document what it undoes: a whole order that was not sent yet (cancellation), units of
 * the same customer, SKU and price (return), or else money of that customer's latest order that has enough of it
 * left (refund). Depends on the rows alone, so that a second run plans the same.
 */
export function planCredits(staging: Staging): void {
  const plan = new CreditPlan(staging);
  const documents = staging
    .prepare("SELECT invoice, min(at) AS at FROM rows WHERE kind = 'credit' GROUP BY invoice ORDER BY min(at), min(number)")
    .all() as { invoice: string; at: string }[];
  staging.exec('BEGIN');
  for (const { invoice, at } of documents) plan.document(invoice, at);
  staging.exec('COMMIT');
}

class CreditPlan {
  readonly #staging: Staging;

  constructor(staging: Staging) {
    this.#staging = staging;
  }

  document(document: string, at: string): void {
    const rows = this.#all<CreditRow>(
      "SELECT number, customer, sku, price / 10 AS price, -quantity AS quantity FROM rows WHERE invoice = ? AND kind = 'credit' ORDER BY number",
      document,
    );
    if (this.#cancels(document, at, rows)) return;
    for (const row of rows) this.#fate(row.number, this.#undo(document, at, row));
  }

  #undo(document: string, at: string, row: CreditRow): string {
    if (row.quantity < 0) return 'left out: credit document with a positive quantity';
    if (row.customer === '') return 'left out: credit without a customer';
    if (row.price === 0) return 'left out: credit of nothing';
    if (this.#returns(document, at, row)) return 'return';
    if (this.#refunds(document, at, row)) return 'refund';
    return 'left out: credit without an order it could belong to';
  }

  /** The document takes back every unit of an order of the last hours, of which nothing came back yet. */
  #cancels(document: string, at: string, rows: readonly CreditRow[]): boolean {
    const customer = rows[0]?.customer ?? '';
    if (customer === '' || rows.some((row) => row.quantity < 0)) return false;
    const total = rows.reduce((sum, row) => sum + row.quantity * row.price, 0);
    const candidates = this.#all<{ invoice: string }>(
      `SELECT invoice FROM orders WHERE customer = ? AND at <= ? AND julianday(?) - julianday(at) <= ${dispatchAfterHours} / 24.0
       AND cancelledBy IS NULL AND "left" = total AND total = ? ORDER BY at DESC, first DESC`,
      customer,
      at,
      at,
      total,
    );
    const wanted = this.#units(
      'SELECT sku, price / 10 AS price, -sum(quantity) AS units FROM rows WHERE invoice = ? GROUP BY sku, price',
      document,
    );
    const whole = candidates.find(
      ({ invoice }) =>
        this.#units(
          'SELECT sku, price / 10 AS price, sum(remaining) AS units FROM sold WHERE invoice = ? GROUP BY sku, price',
          invoice,
        ) === wanted,
    );
    if (!whole) return false;
    this.#run('UPDATE orders SET cancelledBy = ?, "left" = 0 WHERE invoice = ?', document, whole.invoice);
    this.#run('UPDATE sold SET remaining = 0 WHERE invoice = ?', whole.invoice);
    this.#run("INSERT INTO credits VALUES (?, ?, ?, 'cancellation', NULL, NULL, ?, 0)", document, at, whole.invoice, total);
    for (const row of rows) this.#fate(row.number, 'cancellation');
    return true;
  }

  /** Takes the units from the customer's latest orders first; all of the row's units must be found. */
  #returns(document: string, at: string, row: CreditRow): boolean {
    // An order that holds the SKU at several prices cannot say which of them came back.
    const parts = this.#all<Part>(
      `SELECT sold.row, sold.invoice, sold.remaining, orders."left" FROM sold JOIN orders USING (invoice)
       WHERE sold.customer = ? AND sold.sku = ? AND sold.price = ? AND sold.remaining > 0 AND orders.at <= ? AND orders.cancelledBy IS NULL
       AND NOT EXISTS (SELECT 1 FROM sold AS other WHERE other.invoice = sold.invoice AND other.sku = sold.sku AND other.price <> sold.price)
       ORDER BY orders.at DESC, orders.first DESC, sold.row DESC`,
      row.customer,
      row.sku,
      row.price * 10,
      at,
    );
    const taken: { part: Part; units: number }[] = [];
    const left = new Map<string, number>();
    let missing = row.quantity;
    for (const part of parts) {
      if (missing === 0) break;
      const money = left.get(part.invoice) ?? part.left;
      const units = Math.min(missing, part.remaining, Math.floor(money / row.price));
      if (units === 0) continue;
      taken.push({ part, units });
      left.set(part.invoice, money - units * row.price);
      missing -= units;
    }
    if (missing > 0) return false;
    for (const { part, units } of taken) {
      this.#run('UPDATE sold SET remaining = remaining - ? WHERE row = ?', units, part.row);
      this.#credit(document, at, part.invoice, 'return', row, units, units * row.price);
    }
    return true;
  }

  #refunds(document: string, at: string, row: CreditRow): boolean {
    const amount = row.quantity * row.price;
    const [order] = this.#all<{ invoice: string }>(
      'SELECT invoice FROM orders WHERE customer = ? AND at <= ? AND cancelledBy IS NULL AND "left" >= ? ORDER BY at DESC, first DESC LIMIT 1',
      row.customer,
      at,
      amount,
    );
    if (!order) return false;
    this.#credit(document, at, order.invoice, 'refund', row, row.quantity, amount);
    return true;
  }

  #credit(document: string, at: string, invoice: string, form: string, row: CreditRow, units: number, amount: number): void {
    this.#run('UPDATE orders SET "left" = "left" - ? WHERE invoice = ?', amount, invoice);
    this.#run(
      'INSERT INTO credits VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      document,
      at,
      invoice,
      form,
      row.sku,
      units,
      amount,
      row.number,
    );
  }

  #fate(row: number, fate: string): void {
    this.#run('UPDATE rows SET fate = ? WHERE number = ?', fate, row);
  }

  #units(sql: string, invoice: string): string {
    const units = this.#all<{ sku: string; price: number; units: number }>(sql, invoice);
    return JSON.stringify(units.map(({ sku, price, units: count }) => `${sku} ${Math.trunc(price)} ${count}`).toSorted());
  }

  #all<T>(sql: string, ...values: readonly (string | number)[]): T[] {
    return this.#staging.prepare(sql).all(...values) as T[];
  }

  #run(sql: string, ...values: readonly (string | number)[]): void {
    this.#staging.prepare(sql).run(...values);
  }
}
