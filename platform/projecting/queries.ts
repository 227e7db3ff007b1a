import type { GenerationReader, ProjectionStore } from '../read-store/port.ts';

/** The read model was never built, or is being rebuilt from nothing: there is nothing to answer from yet. */
export class ReadModelNotReadyError extends Error {
  override readonly name = 'ReadModelNotReadyError';
}

/** The generation that answers queries now. Ask for it once per request, so that all of an answer is of one generation. */
export async function activeReader(projection: Pick<ProjectionStore, 'active' | 'spec'>): Promise<GenerationReader> {
  const reader = await projection.active();
  if (!reader) throw new ReadModelNotReadyError(`the read model ${projection.spec.name} is not built yet`);
  return reader;
}
