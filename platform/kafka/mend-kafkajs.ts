import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/** How often what waits for a place among the requests in flight is looked at, ms; kafkajs's own figure. */
const lookEveryMs = 10;
/** How long a connection that is given up waits for answers to what it has sent, ms. */
const longestWaitMs = 5_000;

let mended = false;

/**
 * Mends two faults of kafkajs 2.2.4, once for the process:
 *
 * - Its request queue arms a timer of negative length again every millisecond for as long as a connection is open
 *   (4 to 5 % of a core while nothing happens). Here a timer runs only while requests wait.
 * - A connection that is closed waits for the answers to what it has sent, and stops its time-outs at the same
 *   time: where the broker has died, it waits for ever. Here it gives up after 5 s.
 */
export function mendKafkajs(): void {
  if (mended) return;
  mended = true;
  const queue = RequestQueue.prototype;
  queue.scheduleCheckPendingRequests = function () {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
    const throttledMs = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttledMs > 0 ? throttledMs : lookEveryMs,
    );
  };
  const waitForPendingRequests = queue.waitForPendingRequests;
  queue.waitForPendingRequests = async function () {
    const giveUp = setTimeout(() => this.rejectAll(new Error('the connection to Kafka was closed')), longestWaitMs);
    try {
      await waitForPendingRequests.call(this);
    } finally {
      clearTimeout(giveUp);
    }
  };
}
