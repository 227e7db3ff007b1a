/** The data folder cannot be used; `message` is one sentence for people. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}
