'use strict';
// What Express Gateway gets in place of modules it loads but has no use for here; see replaced.ts.

let log = { error() {}, warn() {}, info() {}, debug() {} };
const line =
  (level) =>
  (...parts) =>
    log[level](String(parts[0]), { from: 'express-gateway' });
const channel = {
  error: line('error'),
  warn: line('warn'),
  info: line('debug'),
  verbose: line('debug'),
  debug: line('debug'),
  log: line('debug'),
};

module.exports = {
  /** Where Express Gateway's own words go from now on. */
  setLog(next) {
    log = next;
  },
  logger: {
    gateway: channel,
    policy: channel,
    config: channel,
    db: channel,
    admin: channel,
    plugins: channel,
    createLoggerWithLabel: () => channel,
  },
  /** One object for all requests: the original makes an id of each and can run code from the configuration. */
  context: (() => {
    const shared = {};
    return function EgContextBase() {
      return shared;
    };
  })(),
  passport: { initialize: () => (_request, _response, next) => next() },
  /** Stands for what must never be called. */
  absent: new Proxy(
    {},
    {
      get(_target, name) {
        if (typeof name === 'symbol' || name === '__esModule') return undefined;
        return () => {
          throw new Error(`${name} is switched off in this gateway`);
        };
      },
    },
  ),
};
