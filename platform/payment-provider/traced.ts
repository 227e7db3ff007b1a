import { currentTraceparent, withSpan } from '../telemetry/tracing.ts';
import type { PaymentProvider } from './port.ts';

/** The same provider, whose calls are seen in the trace they are made in. Nothing of a request goes into a span. */
export function tracedPaymentProvider(provider: PaymentProvider): PaymentProvider {
  const seen = <T extends { readonly status: string } | null>(operation: string, call: () => Promise<T>): Promise<T> => {
    if (currentTraceparent() === undefined) return call();
    const attributes = { 'peer.service': 'payment-provider' };
    return withSpan(`payment ${operation}`, { kind: 'client', attributes }, async (span) => {
      const outcome = await call();
      span.setAttribute('payment.outcome', outcome?.status ?? 'unknown');
      return outcome;
    });
  };
  return {
    accepts: (paymentToken) => provider.accepts(paymentToken),
    authorize: (request) => seen('authorize', () => provider.authorize(request)),
    capture: (request) => seen('capture', () => provider.capture(request)),
    void: (request) => seen('void', () => provider.void(request)),
    refund: (request) => seen('refund', () => provider.refund(request)),
    find: (idempotencyKey) => seen('find', () => provider.find(idempotencyKey)),
  };
}
