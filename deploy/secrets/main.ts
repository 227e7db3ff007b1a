import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { completeEnv, type EventStoreName, eventStores } from './complete-env.ts';

const usage = `usage: npm run deploy:secrets [-- --event-store ${Object.keys(eventStores).join('|')}]

Writes .env for docker-compose.yml: random secrets where there are none yet, all else as it is.`;

const isEventStore = (name: string): name is EventStoreName => Object.hasOwn(eventStores, name);

const { values } = parseArgs({ options: { 'event-store': { type: 'string' }, help: { type: 'boolean' } } });
const eventStore = values['event-store'];
if (values.help || (eventStore !== undefined && !isEventStore(eventStore))) {
  process.stderr.write(`${usage}\n`);
  process.exit(values.help ? 0 : 2);
}

const template = readFileSync(join(import.meta.dirname, '..', 'example.env'), 'utf8');
const file = join(import.meta.dirname, '..', '..', '.env');
const existing = existsSync(file) ? readFileSync(file, 'utf8') : '';
// Hexadecimal: it goes into URLs and configuration files as it is.
const newSecret = () => randomBytes(32).toString('hex');
writeFileSync(file, completeEnv(template, existing, { eventStore, newSecret }), { mode: 0o600 });
// A file that was there before keeps its mode when it is written.
chmodSync(file, 0o600);
process.stdout.write('.env is complete; only you can read it.\n');
