import type { Money } from '@shop/shared-events';

/** What is begun (`…Payment`) is written before the provider is asked; what came of it (`Record…`) after. */
export type PaymentCommand =
  | {
      readonly type: 'AuthorizePayment';
      readonly paymentId: string;
      readonly orderId: string;
      readonly amount: Money;
      readonly paymentToken: string;
    }
  | { readonly type: 'RecordAuthorized'; readonly reference: string }
  | { readonly type: 'RecordDeclined'; readonly reason: string }
  | { readonly type: 'CapturePayment' }
  | { readonly type: 'RecordCaptured' }
  | { readonly type: 'RecordCaptureFailed'; readonly reason: string }
  | { readonly type: 'VoidPayment' }
  | { readonly type: 'RecordVoided' }
  | { readonly type: 'RefundPayment'; readonly refundId: string; readonly amount: number }
  | { readonly type: 'RecordRefunded'; readonly refundId: string }
  | { readonly type: 'RecordRefundFailed'; readonly refundId: string; readonly reason: string };
