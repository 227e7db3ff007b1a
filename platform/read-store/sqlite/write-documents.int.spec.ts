import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { articles, put, type Article } from '../contract/under-test.ts';
import { shapeOf } from '../shape.ts';
import { openDatabase } from './database.ts';
import { derivedSql, layoutOf, tablesSql } from './layout.ts';
import { writeDocument } from './write-documents.ts';

describe('SQLite: writing a document', () => {
  it('touches the indexes of words and keywords only where these have changed', () => {
    const database = openDatabase(':memory:');
    const layouts = layoutOf(shapeOf(articles));
    const layout = layouts.get('article');
    assert.ok(layout);
    for (const sql of [...tablesSql(layouts.values()), ...derivedSql(layout)]) database.exec(sql);
    const touched = (document: Article): string[] => {
      const tables = new Set<string>();
      const statement: typeof database.statement = (sql) => {
        for (const [table] of sql.matchAll(/\b[ckw]0\b/g)) tables.add(table);
        return database.statement(sql);
      };
      writeDocument({ ...database, statement }, layout, articles.collections[0], put('a', document), true);
      return [...tables].sort();
    };
    const cup = { name: 'Cup', price: 1, tags: ['blue'], description: 'A cup' };
    assert.deepEqual(touched(cup), ['c0', 'k0', 'w0']);
    assert.deepEqual(touched({ ...cup, price: 2, category: 'x' }), ['c0']);
    assert.deepEqual(touched({ ...cup, description: 'a CUP!' }), ['c0']);
    assert.deepEqual(touched({ ...cup, tags: ['blue', 'red'] }), ['c0', 'k0']);
    assert.deepEqual(touched({ ...cup, tags: ['blue', 'red'], description: 'A mug' }), ['c0', 'w0']);
    database.close();
  });
});
