import { systemClock } from '@shop/platform/clock/system.ts';
import { ConfigError, parseConfig } from '@shop/platform/config/config.ts';
import { EventStoreOpenError } from '@shop/platform/event-store/open-error.ts';
import { PortInUseError } from '@shop/platform/http/listening.ts';
import { LogLevelSwitch, switchOnSignal } from '@shop/platform/telemetry/log-level.ts';
import { createLog } from '@shop/platform/telemetry/log.ts';
import { type Role, roleNames, roles } from './roles.ts';
import { startRole } from './start-role.ts';

const usage = `usage: node distributed/main.ts <role>

Runs one service of the distributed shop in this process. Settings are environment variables
(platform/config/config.ts). Roles: ${roleNames.join(', ')}.`;

const longestStopMs = 10_000;
/** Failures that people can do something about: their message is all that is said. */
const plain = [ConfigError, PortInUseError, EventStoreOpenError];

const role = roles.find(({ name }) => name === process.argv[2]);
if (!role) {
  console.error(usage);
  process.exit(2);
}
await run(role);

async function run(chosen: Role): Promise<void> {
  const stop = new AbortController();
  try {
    const config = parseConfig(process.env);
    const levels = new LogLevelSwitch(config.LOG_LEVEL);
    const log = createLog({ service: chosen.name, level: levels, clock: systemClock });
    switchOnSignal(levels, log);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
    // Whoever forked this process is gone: nobody else would end it.
    process.once('disconnect', () => stop.abort());
    const service = await startRole(chosen, config, log, stop.signal);
    const ready = { ready: true, role: chosen.name, url: service.url };
    if (process.send) process.send(ready);
    else process.stdout.write(`${JSON.stringify(ready)}\n`);
    const ending = () => void end(service.close());
    if (stop.signal.aborted) ending();
    else stop.signal.addEventListener('abort', ending, { once: true });
  } catch (error) {
    if (stop.signal.aborted) process.exit(0);
    console.error(plain.some((kind) => error instanceof kind) && error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

async function end(closed: Promise<void>): Promise<void> {
  setTimeout(() => process.exit(1), longestStopMs).unref();
  await closed;
  process.exit(0);
}
