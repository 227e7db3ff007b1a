import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const articles = Array.from({ length: 20 }, (_, n) => ({ sku: `ART-${n}`, name: `ARTICLE ${n}`, pence: 100 + 37 * n }));
const countries = ['United Kingdom', 'Germany', 'France', 'EIRE'];

export interface SalesFile {
  readonly orders: number;
  /** What the dashboard must show in the end, minor units: invoices less credits. */
  readonly net: number;
}

/** Writes a sales file of so many invoices over two months; every eighth is credited in part, one article each. */
export function writeSalesFile(file: string, orders: number): SalesFile {
  const rows: string[] = [];
  let net = 0;
  const row = (invoice: string, article: number, quantity: number, at: string, customer: number, country: string): void => {
    const { sku, name, pence } = articles[article % articles.length] ?? { sku: '', name: '', pence: 0 };
    rows.push(`${invoice},${sku},${name},${quantity},${at},${(pence / 100).toFixed(2)},${customer},${country}`);
    net += quantity * pence;
  };
  for (let n = 0; n < orders; n++) {
    const at = new Date(Date.UTC(2011, 0, 4) + n * (55 / orders) * 86_400_000).toISOString().slice(0, 19);
    const [customer, country] = [12_000 + (n % 30), countries[n % countries.length] ?? ''];
    for (let line = 0; line <= n % 4; line++) row(String(540_000 + n), n + line, 1 + ((n + line) % 5), at, customer, country);
    if (n % 8 === 0)
      row(`C${600_000 + n}`, n, -1, new Date(Date.parse(`${at}Z`) + 3_600_000).toISOString().slice(0, 19), customer, country);
  }
  writeFileSync(file, gzipSync([header, ...rows].join('\n')));
  return { orders, net };
}
