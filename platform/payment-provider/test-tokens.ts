/** How the test provider takes one of the four operations. */
export type Behaviour =
  | 'succeeds'
  | 'declines'
  /** Done, but the reply is lost. */
  | 'succeeds-unheard'
  /** Neither done nor answered at first; asked again with the same key, it declines. */
  | 'declines-unheard'
  /** Done after three seconds. */
  | 'succeeds-slowly';

/** What a means of payment does; what is not named succeeds. */
export interface TestToken {
  readonly authorize?: Behaviour;
  readonly capture?: Behaviour;
  readonly void?: Behaviour;
  readonly refund?: Behaviour;
}

/** The means of payment the test provider knows. */
export const testTokens = {
  tok_ok: {},
  tok_declined: { authorize: 'declines' },
  tok_timeout: { authorize: 'succeeds-unheard' },
  tok_timeout_declined: { authorize: 'declines-unheard' },
  tok_slow: { authorize: 'succeeds-slowly' },
  tok_capture_fails: { capture: 'declines' },
  tok_capture_timeout: { capture: 'succeeds-unheard' },
  tok_void_timeout: { void: 'succeeds-unheard' },
  tok_refund_fails: { refund: 'declines' },
  tok_refund_timeout: { refund: 'succeeds-unheard' },
} as const satisfies Readonly<Record<string, TestToken>>;

/** What the provider knows of a token; null for one it has never heard of. */
export function testToken(name: string): TestToken | null {
  const known: ReadonlyMap<string, TestToken> = new Map(Object.entries(testTokens));
  return known.get(name) ?? null;
}
