/** The token is not accepted (HTTP 401). The message is for people and tells nothing of the token's content. */
export class InvalidTokenError extends Error {
  override readonly name: string = 'InvalidTokenError';
}

/** The token is of a realm for development, whose users and passwords everybody knows; production takes none of them. */
export class DevelopmentTokenError extends InvalidTokenError {
  override readonly name = 'DevelopmentTokenError';
}

/** The issuer cannot be asked, so that a token can neither be accepted nor refused, or not be had (HTTP 503). */
export class IssuerUnavailableError extends Error {
  override readonly name = 'IssuerUnavailableError';
}
