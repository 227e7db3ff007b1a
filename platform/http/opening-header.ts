/**
 * Marks the answer of an instance that has not opened yet, and so has begun nothing: another one may be asked at once,
 * whatever the request was, as long as its body can be sent again: one that is handed on as it comes (chunked, or too
 * large to be kept) has been read by then, and its client gets the 503. The mark never leaves the gateway.
 */
export const openingHeader = 'x-instance-opening';
