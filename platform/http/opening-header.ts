/**
 * Marks the answer of an instance that has not opened yet, and so has begun nothing: another one may be asked at once,
 * whatever the request was. It never leaves the gateway.
 */
export const openingHeader = 'x-instance-opening';
