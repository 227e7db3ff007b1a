import pg from 'pg';

/** SQLSTATEs of a server that goes away or is not there yet: shut down, crashed, starting. */
const serverGone = new Set(['57P01', '57P02', '57P03', '57P05']);

/** What `pg` says without a code of its own. */
const connectionWords =
  /^(Connection terminated|Connection ended|Query read timeout|timeout |Client has encountered|Client was closed)/;

/** The SQLSTATE of what the server refused; undefined for everything else. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** The connection failed, not the statement: whether the statement was done is not known. */
export function isConnectionLoss(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return state.startsWith('08') || serverGone.has(state);
  if (!(error instanceof Error)) return false;
  return 'syscall' in error || error instanceof AggregateError || connectionWords.test(error.message);
}

/** Neither the connection nor the statement worked: PostgreSQL's fault or the network's, not a mistake of the caller. */
export function isPostgresError(error: unknown): boolean {
  return sqlState(error) !== undefined || isConnectionLoss(error);
}

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'the host is not known',
  ETIMEDOUT: 'nothing answers there',
  '28P01': 'the password is wrong',
  '28000': 'the user may not connect',
  '3D000': 'there is no such database',
  '42501': 'the user lacks the right to do this',
  '53100': 'the disk is full',
  '53300': 'it has too many connections',
  '55P03': 'another writer holds the lock for too long',
  '57014': 'it took too long',
  '57P03': 'it is starting or shutting down',
  '25006': 'it may only be read: it is a standby',
};

/** Why PostgreSQL does not do what was asked, with its own words behind; never the address it was asked at. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  // An attempt at several addresses of one host fails as a list, without words of its own.
  const said = error.message || code;
  const sentence = sentences[code];
  return sentence === undefined ? said : `${sentence} (${said})`;
}
