import { IncomingMessage, ServerResponse } from 'node:http';

interface MessageClasses {
  readonly IncomingMessage?: typeof IncomingMessage;
  readonly ServerResponse?: typeof ServerResponse;
}

/**
 * Classes for the messages of a server that an Express application listens to; none for any other listener.
 * Express gives every request and response its own prototypes, and an object whose prototype is changed is slow
 * from then on (10 of 56 µs a request). Messages that have those prototypes from the beginning are left as they are.
 */
export function messageClasses(listener: object): MessageClasses {
  if (!hasPrototypes(listener)) return {};
  return {
    IncomingMessage: withPrototype(IncomingMessage, listener.request),
    ServerResponse: withPrototype(ServerResponse, listener.response),
  };
}

function hasPrototypes(listener: object): listener is { readonly request: object; readonly response: object } {
  const { request, response } = listener as { readonly request?: unknown; readonly response?: unknown };
  return request instanceof IncomingMessage && response instanceof ServerResponse;
}

/** `base`, but what it makes has another prototype, which inherits from base's. */
function withPrototype<T extends abstract new (...parts: never[]) => object>(base: T, prototype: object): T {
  function Made(...parts: never[]): object {
    return Reflect.construct(base, parts, Made) as object;
  }
  Made.prototype = prototype;
  Object.setPrototypeOf(Made, base);
  return Made as unknown as T;
}
