/** The pool alone: undici's entry point brings fetch, WebSocket and caches along, 14 MB that a proxy has no use for. */
declare module 'undici/lib/dispatcher/pool.js' {
  import type { Pool as UndiciPool } from 'undici';
  const Pool: typeof UndiciPool;
  export default Pool;
}
