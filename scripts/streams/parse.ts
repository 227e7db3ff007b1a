import { parseArgs } from 'node:util';
import { categories, eventCatalogue } from '@shop/shared-events';
import { numberOf } from '../arguments.ts';

const options = {
  type: { type: 'string', multiple: true },
  category: { type: 'string', multiple: true },
  last: { type: 'string' },
  projection: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
  data: { type: 'string' },
} as const;

/** The options that not every command takes. */
const own = { show: [], tail: ['type', 'category', 'last'], verify: ['projection'] } as const;
const limited = ['type', 'category', 'last', 'projection'] as const;

export interface Asked {
  readonly command: keyof typeof own;
  readonly stream: string;
  readonly types: readonly string[];
  readonly categories: readonly string[];
  readonly last: number;
  readonly projections: readonly string[];
  readonly json: boolean;
  readonly data: string | undefined;
}

/** What the command's arguments ask for. Throws a `TypeError` that says which of them is not of the command's form. */
export function parse(args?: readonly string[]): Asked {
  const { values, positionals } = parseArgs({ options, allowPositionals: true, ...(args ? { args: [...args] } : {}) });
  const [command, stream = '', ...more] = positionals;
  if (command !== 'show' && command !== 'tail' && command !== 'verify') throw new TypeError('Say show, tail or verify');
  if (more.length > 0 || (command === 'show') !== (stream !== '')) {
    throw new TypeError(command === 'show' ? 'show takes one stream' : `${command} takes no stream`);
  }
  const taken: readonly string[] = own[command];
  for (const name of limited) {
    if (values[name] !== undefined && !taken.includes(name)) throw new TypeError(`--${name} is not for ${command}`);
  }
  const { type: types = [], category: wanted = [], projection: projections = [], json, data } = values;
  const last = numberOf(values.last ?? '10');
  if (!Number.isInteger(last) || last < 0) throw new TypeError('--last is a whole number');
  // What nobody writes would be waited for without end.
  known('event type', types, [...eventCatalogue.keys()].toSorted());
  known('category', wanted, categories);
  return { command, stream, types, categories: wanted, last, projections, json, data };
}

function known(what: string, given: readonly string[], all: readonly string[]): void {
  const unknown = given.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new TypeError(`There is no ${what} ${unknown}; there are ${all.join(', ')}`);
}
