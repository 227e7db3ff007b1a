/** Names of fields, without case, `-` and `_`, whose values are never written. */
const secretNames = new Set([
  ...['authorization', 'proxyauthorization', 'cookie', 'setcookie', 'credentials', 'apikey', 'privatekey', 'encryptionkey'],
  ...['clientsecret', 'passwd', 'pwd', 'jwt', 'bearer', 'jwk', 'jwks'],
  ...['ciphertext', 'shippingdetails', 'line1', 'line2', 'city', 'region', 'postalcode', 'postcode', 'phone', 'telephone'],
  ...['firstname', 'lastname', 'fullname', 'username', 'preferredusername', 'birthdate', 'cardnumber', 'cvc', 'iban'],
]);
/** Ends of such names: `accessToken`, `client_secret`, `shippingAddress`, `remote-address`, `email` … */
const secretEnds = ['token', 'tokens', 'password', 'secret', 'secrets', 'address', 'email'];

/** Credentials that stand within a text: JSON Web Tokens, what follows an authentication scheme, passwords in addresses. */
const secretTexts: readonly (readonly [RegExp, string])[] = [
  [/eyJ[\w-]{5,}\.[\w-]*\.?[\w-]*/g, '[redacted]'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{4,}/gi, '$1 [redacted]'],
  [/(\/\/[^\s/:@]{0,64}:)[^\s/@]{1,200}@/g, '$1[redacted]@'],
];

/** No text without one of these has a credential of that kind in it: most are told so by one look instead of three. */
const suspicious = /eyJ|bearer|basic|@/i;

const redacted = '[redacted]';
const longestText = 2_000;
const mostItems = 50;
const deepest = 6;

/** Whether a field of that name holds a secret or something personal. */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_ ]/g, '');
  return secretNames.has(plain) || secretEnds.some((end) => plain.endsWith(end));
}

/** A text without the credentials in it, cut where it is long. */
export function redactText(text: string): string {
  // Cut first, so that the work is bounded; a credential cut in two is still recognised by its beginning.
  let result = text.length > longestText ? `${text.slice(0, longestText)}…` : text;
  if (!suspicious.test(result)) return result;
  for (const [pattern, replacement] of secretTexts) result = result.replace(pattern, replacement);
  return result;
}

/**
 * A copy fit for a log line or a span: secrets and personal fields masked, bounded in depth, width and length,
 * and made of JSON's types alone.
 */
export function redact(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return redactText(value);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : redactObject(value, depth);
    case 'undefined':
      return undefined;
    default:
      return String(typeof value === 'bigint' ? value : typeof value);
  }
}

function redactObject(value: object, depth: number): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (depth >= deepest) return '[deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map || value instanceof Set) return `[${value.size} entries]`;
  if (Array.isArray(value)) {
    const items = value.slice(0, mostItems).map((item) => redact(item, depth + 1));
    return value.length > mostItems ? [...items, `[${value.length - mostItems} more]`] : items;
  }
  const entries = Object.entries(value)
    .slice(0, mostItems)
    .map(([name, item]) => [name, isSecretName(name) ? redacted : redact(item, depth + 1)] as const);
  return Object.fromEntries(entries);
}

function redactError(error: Error, depth: number): unknown {
  return {
    name: error.name,
    message: redactText(error.message),
    stack: redactText(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}
