/** One row of a sales file: a line of an invoice or of a credit document. */
export interface Row {
  /** Place in the file; the first row is 1. */
  readonly number: number;
  readonly invoice: string;
  readonly sku: string;
  readonly description: string;
  readonly quantity: number;
  /** Local time of the shop, `YYYY-MM-DDTHH:MM:SS`. */
  readonly at: string;
  /** Thousandths of the currency's unit: files hold prices with a third decimal. */
  readonly price: bigint;
  /** Empty for a guest. */
  readonly customer: string;
  readonly country: string;
}

/** Quantity × price in thousandths of the currency's unit. */
export function moneyOf(row: Pick<Row, 'quantity' | 'price'>): bigint {
  return BigInt(row.quantity) * row.price;
}

/** A file that is not a sales file; `message` says where. */
export class SalesFileError extends Error {
  override readonly name = 'SalesFileError';
}

const columns = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const;
type Columns = Readonly<Record<(typeof columns)[number], string>>;

/** Refuses a file whose first line does not name every column. */
export function checkHeader(header: readonly string[]): void {
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0) throw new SalesFileError(`The file has no column ${missing.join(', ')}.`);
}

/** Reads one record; throws {@link SalesFileError} naming the row and what is wrong with it. */
export function parseRow(record: Columns, number: number): Row {
  const bad = (column: string, value: string): SalesFileError =>
    new SalesFileError(`Row ${number}: ${column} "${value}" cannot be read.`);
  if (record.InvoiceNo.trim() === '') throw bad('InvoiceNo', record.InvoiceNo);
  if (!/^-?\d{1,9}$/.test(record.Quantity)) throw bad('Quantity', record.Quantity);
  const at = localTime(record.InvoiceDate);
  if (at === null)
    throw new SalesFileError(`Row ${number}: InvoiceDate "${record.InvoiceDate}" is not of the form YYYY-MM-DDTHH:MM:SS.`);
  const price = thousandths(record.UnitPrice);
  if (price === null) throw bad('UnitPrice', record.UnitPrice);
  return {
    number,
    invoice: record.InvoiceNo.trim(),
    sku: record.StockCode.trim(),
    description: record.Description.trim(),
    quantity: Number(record.Quantity),
    at,
    price,
    customer: record.CustomerID.trim(),
    country: record.Country.trim(),
  };
}

/** `YYYY-MM-DDTHH:MM:SS`; a blank in place of the T and missing seconds are understood. */
function localTime(text: string): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?$/.exec(text.trim());
  if (!match) return null;
  const at = `${match[1]}T${match[2]}${match[3] ?? ':00'}`;
  return Number.isNaN(Date.parse(`${at}Z`)) ? null : at;
}

function thousandths(text: string): bigint | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,3})0*)?$/.exec(text);
  if (!match) return null;
  const amount = BigInt(`${match[2]}${(match[3] ?? '').padEnd(3, '0')}`);
  return match[1] ? -amount : amount;
}
