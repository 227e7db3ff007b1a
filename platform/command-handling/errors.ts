/** Too many commands wait for one stream; nothing happened. Ask again later. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
}
