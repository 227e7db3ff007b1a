import { createHash } from 'node:crypto';
import { canonicalJson } from '../http/canonical-json.ts';
import { compareCodePoints } from '../read-store/code-points.ts';
import type { Document, GenerationReader, ProjectionSpec } from '../read-store/port.ts';

const PIECE = 64 * 1024;

type Scan = (collection: string) => AsyncIterable<{ readonly key: string; readonly document: Document }>;

/**
 * The SHA-256, in hex, of all documents of a generation: collections by name, documents by key, each as
 * canonical JSON. Two generations have the same digest exactly when they hold the same documents. Reads the
 * documents one by one, so that memory stays flat; the generation must not be written meanwhile.
 */
export async function digestOf(
  spec: Pick<ProjectionSpec, 'collections'>,
  reader: Pick<GenerationReader, 'scan'>,
): Promise<string> {
  return digestOfScan(spec, (collection) => reader.scan(collection));
}

/** The same digest of documents that lie elsewhere; each scan must go by key. */
export async function digestOfScan(spec: Pick<ProjectionSpec, 'collections'>, scan: Scan): Promise<string> {
  const hash = createHash('sha256');
  let piece = '';
  for (const name of spec.collections.map((each) => each.name).sort(compareCodePoints)) {
    piece += `${JSON.stringify(name)}\n`;
    for await (const { key, document } of scan(name)) {
      piece += `${JSON.stringify(key)}:${storedJson(document)}\n`;
      if (piece.length < PIECE) continue;
      hash.update(piece);
      piece = '';
    }
  }
  return hash.update(piece).digest('hex');
}

/** A document as canonical JSON of what a store keeps of it. */
export function storedJson(document: Document): string {
  return canonicalJson(JSON.parse(JSON.stringify(document)));
}
