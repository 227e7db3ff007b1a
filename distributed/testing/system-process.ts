import { startTestSystem } from './test-system.ts';

// A whole system in processes of its own below this one, so that all that they print comes out of one pipe.
const system = await startTestSystem({ LOG_LEVEL: 'debug' });
process.once('SIGTERM', () => void system[Symbol.asyncDispose]().then(() => process.exit(0)));
// Whoever wanted it is gone.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.send?.({ gateway: system.shop.gateway, issuer: system.shop.issuer, settings: system.settings });
