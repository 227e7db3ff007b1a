import type { TokenVerifier } from '@shop/platform/auth/verify-token.ts';
import type { Ids } from '@shop/platform/ids/port.ts';
import type { Exchange, Step } from '../exchange.ts';
import type { RouteFinder } from '../routes.ts';
import { authenticate } from './authenticate.ts';
import { authorise } from './authorise.ts';
import { checkBody } from './check-body.ts';
import { checkRequest } from './check-request.ts';
import { cors } from './cors.ts';
import { document, type DocumentOptions } from './document.ts';
import { findRoute } from './find-route.ts';
import { forward, type ForwardOptions } from './forward.ts';
import { limitRate, type LimitRateOptions } from './limit-rate.ts';
import { receive } from './receive.ts';

/** The policies of the plugin; engine/config/gateway.config.yml says in which order they run. */
export const policyNames = [
  'shop-receive',
  'shop-check-request',
  'shop-cors',
  'shop-find-route',
  'shop-authenticate',
  'shop-limit-rate',
  'shop-authorise',
  'shop-check-body',
  'shop-document',
  'shop-forward',
] as const;

export type Steps = Readonly<Record<(typeof policyNames)[number], Step>>;

/** What the steps of one gateway work with. */
export interface StepOptions extends LimitRateOptions, ForwardOptions, DocumentOptions {
  readonly ids: Ids;
  readonly onStart: ((exchange: Exchange) => void) | undefined;
  readonly verifier: TokenVerifier;
  readonly find: RouteFinder;
  readonly corsOrigins: readonly string[];
}

export function makeSteps(options: StepOptions): Steps {
  return {
    'shop-receive': receive(options.ids),
    'shop-check-request': checkRequest(),
    'shop-cors': cors(options.corsOrigins, options.find),
    'shop-find-route': findRoute(options.find, options.onStart),
    'shop-authenticate': authenticate(options.verifier),
    'shop-limit-rate': limitRate(options),
    'shop-authorise': authorise(),
    'shop-check-body': checkBody(options.bodyLimit),
    'shop-document': document(options),
    'shop-forward': forward(options),
  };
}
