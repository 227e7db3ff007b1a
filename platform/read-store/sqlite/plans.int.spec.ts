import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Sqlite from 'better-sqlite3';
import type { CollectionSpec, FindQuery } from '../port.ts';
import { shapeOf } from '../shape.ts';
import { derivedSql, layoutOf, tablesSql } from './layout.ts';
import { countSql, findSql, type Sql } from './select.ts';

const orders: CollectionSpec = {
  name: 'order',
  fields: { customer: 'keyword', status: 'keyword', placedAt: 'number', total: 'number', skus: 'keywords', text: 'text' },
  indexed: () => ({}),
  orders: [
    { where: [], by: 'placedAt' },
    { where: ['customer'], by: 'placedAt' },
    { where: ['customer', 'status'], by: 'placedAt' },
    { where: ['status'], by: 'total' },
  ],
};

const layouts = layoutOf(shapeOf({ name: 'orders', version: 1, collections: [orders] }));
const layout = layouts.get('order');
assert.ok(layout);
const sqlite = new Sqlite(':memory:');
for (const sql of [...tablesSql(layouts.values()), ...derivedSql(layout)]) sqlite.exec(sql);

function planOf({ text, values }: Sql, ...more: readonly unknown[]): string {
  const rows = sqlite.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all(...values, ...more);
  return rows.map((row) => row.detail).join('; ');
}

/** Reads the whole table, or sorts the whole result. A sort of equal values by key is neither. */
const costly = /SCAN c0(?! USING)|USE TEMP B-TREE FOR ORDER BY/;

describe('SQLite: every declared order is read from an index', () => {
  for (const { where, by } of orders.orders ?? []) {
    for (const descending of [false, true]) {
      for (const after of [null, { value: 5, key: 'k' }, { value: null, key: 'k' }]) {
        it(`where ${where.join(', ') || 'nothing'} by ${by}${descending ? ' descending' : ''}, behind ${JSON.stringify(after)}`, () => {
          const conditions = Object.fromEntries(where.map((field) => [field, { eq: 'x' }]));
          const query: FindQuery = { where: conditions, sort: { by, descending }, limit: 20, ...(after ? { after } : {}) };
          for (const sql of findSql(layout, query)) {
            const plan = planOf(sql, 20);
            assert.match(plan, /SEARCH c0 USING INDEX/, plan);
            assert.doesNotMatch(plan, costly);
          }
        });
      }
    }
  }

  it('and so is every other way to look documents up', () => {
    const queries: FindQuery[] = [
      { limit: 5 },
      { limit: 5, after: { value: 'a', key: 'a' }, sort: { by: '$key', descending: true } },
      { limit: 5, where: { total: { gte: 1, lte: 5 } } },
      { limit: 5, where: { status: { in: ['a', 'b'] } } },
      { limit: 5, where: { skus: { all: ['a', 'b'] } } },
    ];
    for (const query of queries)
      for (const sql of findSql(layout, query)) assert.doesNotMatch(planOf(sql, 5), /SCAN c0(?! USING)/);
    assert.match(planOf(countSql(layout, { where: { status: { eq: 'x' } } })), /COVERING INDEX/);
    assert.match(planOf(countSql(layout, { text: 'cup' })), /VIRTUAL TABLE INDEX/);
  });
});
