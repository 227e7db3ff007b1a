/** What the bench says to a child it started. */
export type ToChild =
  { readonly start: unknown } | { readonly id: number; readonly task: string; readonly input: unknown } | { readonly stop: true };

/** What a child says back. Times and figures alone: everything fits a message. */
export type FromChild =
  | { readonly ready: unknown }
  | { readonly failed: string }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };
