import { systemClock } from '@shop/platform/clock/system.ts';
import { parseConfig } from '@shop/platform/config/config.ts';
import { createLog } from '@shop/platform/telemetry/log.ts';
import { startShop } from '../shop.ts';

// A shop in a process of its own that prints what a shop prints and tells its parent where everything is.
const config = parseConfig(process.env);
const shop = await startShop(config, createLog({ service: 'shop', level: config.LOG_LEVEL, clock: systemClock }));
process.on('SIGTERM', () => void shop.close().then(() => process.exit(0)));
process.send?.({ gateway: shop.gateway, issuer: shop.issuer, services: shop.services });
