import type { EngineApp } from '../engine/engine.ts';
import { policyNames, type Steps } from './steps.ts';

/** Version of Express Gateway's plugin interface this plugin is written for. */
export const version = '1.2.0';

/** Express Gateway validates a plugin's settings with this. */
export const schema = { $id: 'https://shop.example/gateway/plugin.json', type: 'object', required: ['steps', 'onApp'] };

/** The plugin's settings as the engine passes them in. */
export interface ShopSettings {
  /** Where Express Gateway finds this file. */
  readonly package: string;
  readonly steps: Steps;
  /** Gets the Express application before its routes are mounted. */
  readonly onApp: (app: EngineApp) => void;
}

interface PluginContext {
  readonly settings: ShopSettings;
  registerPolicy(policy: object): void;
  registerGatewayRoute(route: (app: EngineApp) => void): void;
}

interface EngineConfig {
  readonly systemConfig: { readonly plugins: { readonly shop: ShopSettings } };
}

/** What Express Gateway calls to load the plugin: registers our policies and takes hold of its application. */
export function init(context: PluginContext): void {
  for (const name of policyNames) {
    context.registerPolicy({
      name,
      schema: { $id: `https://shop.example/gateway/${name}.json`, type: 'object' },
      // The list of policies is one for the whole process; the configuration belongs to one gateway.
      policy: (_parameters: unknown, config: EngineConfig) => config.systemConfig.plugins.shop.steps[name],
    });
  }
  context.registerGatewayRoute(context.settings.onApp);
}
