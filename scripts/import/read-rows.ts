import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { checkHeader, parseRow, type Row, SalesFileError } from './row.ts';

/**
 * Streams the rows of a `.csv` or `.csv.gz` file in the order of the file; memory stays flat. `onBytes` hears
 * how much of the file was read. Throws {@link SalesFileError} for a file that is missing, damaged, cut off or of
 * another form.
 */
export async function* readRows(file: string, onBytes: (bytes: number) => void = () => {}): AsyncGenerator<Row> {
  const source = createReadStream(file);
  source.on('data', (chunk) => onBytes(chunk.length));
  const parser = parse({ columns: (header: string[]) => (checkHeader(header), header), bom: true });
  const ended = (): void => {}; // A failure of any stage reaches the loop below through the parser.
  if (file.endsWith('.gz')) pipeline(source, createGunzip(), parser, ended);
  else pipeline(source, parser, ended);
  let number = 0;
  try {
    for await (const record of parser) yield parseRow(record, ++number);
  } catch (error) {
    if (error instanceof SalesFileError) throw error;
    throw new SalesFileError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  } finally {
    source.destroy();
  }
  if (number === 0) throw new SalesFileError(`${file} holds no rows.`);
}
