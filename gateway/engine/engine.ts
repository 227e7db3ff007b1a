import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Log } from '@shop/platform/telemetry/port.ts';
import type { ShopSettings } from '../plugin/index.ts';
import type { Steps } from '../plugin/steps.ts';
import { withSubstitutes } from './replaced.ts';

/** The Express application Express Gateway makes of its configuration and our plugin. */
export interface EngineApp {
  /** `last` is called for what no policy answered, with the error where there was one. */
  (request: IncomingMessage, response: ServerResponse, last: (error?: unknown) => void): void;
  /** Prototypes of the requests and responses it expects. */
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface EngineConfig {
  readonly gatewayConfig: object;
  readonly systemConfig: object;
}

interface EngineModules {
  readonly config: EngineConfig;
  readonly plugins: { load(options: object): object };
  readonly start: (options: object) => Promise<unknown>;
  readonly events: { removeAllListeners(): void };
}

const require = createRequire(import.meta.url);

/**
 * Starts Express Gateway with the steps of our pipeline. Its files are engine/config; it opens no port: the
 * application is ours to serve. Several may run in one process, each with steps of its own.
 */
export async function startEngine(steps: Steps, log: Log): Promise<EngineApp> {
  return withSubstitutes(async () => {
    const { config, plugins, start, events } = loadEngine(log);
    let app: EngineApp | null = null;
    const shop: ShopSettings = {
      package: fileURLToPath(new URL('../plugin/index.ts', import.meta.url)),
      steps,
      onApp: (made) => {
        app = made;
      },
    };
    const own = {
      gatewayConfig: structuredClone(config.gatewayConfig),
      systemConfig: { ...config.systemConfig, plugins: { shop } },
      watch: () => undefined,
    };
    await start({ plugins: plugins.load({ config: own }), config: own });
    // Reloading of the configuration while it runs, the only thing listened for, is off.
    events.removeAllListeners();
    if (app === null) throw new Error('Express Gateway did not load the plugin of the shop');
    return app;
  });
}

/** Express Gateway takes its folder and switches from the environment alone, when it is first required. */
function loadEngine(log: Log): EngineModules {
  process.env['EG_CONFIG_DIR'] = fileURLToPath(new URL('./config', import.meta.url));
  process.env['EG_DISABLE_CONFIG_WATCH'] = 'true';
  process.env['EG_CIPHER_KEY'] ??= randomBytes(32).toString('base64url');
  (require('./substitutes.cjs') as { setLog(log: Log): void }).setLog(log);
  return {
    config: require('express-gateway/lib/config') as EngineConfig,
    plugins: require('express-gateway/lib/plugins') as EngineModules['plugins'],
    start: require('express-gateway/lib/gateway') as EngineModules['start'],
    events: require('express-gateway/lib/eventBus') as EngineModules['events'],
  };
}
