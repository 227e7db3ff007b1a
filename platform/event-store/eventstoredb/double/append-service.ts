import { type ServerDuplexStream, type ServerReadableStream, status } from '@grpc/grpc-js';
import shared, { type StreamIdentifier } from '@eventstore/db-client/generated/shared_pb.js';
import streams, {
  type AppendReq,
  type AppendResp,
  type BatchAppendReq,
  type BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import { uuidText } from '../records.ts';
import { conflictAnswer, conflictFailure, conflictStatus, simpleStatus, sizeStatus } from './conflicts.ts';
import type { Expected, Outcome, Proposed } from './log.ts';
import { failure } from './messages.ts';
import type { Node } from './node.ts';

/** The server's default: 1 MiB. */
const maxAppendSize = 1_048_576;

interface Batch {
  readonly options: BatchAppendReq.Options;
  readonly events: Proposed[];
}

/** Serves `Streams.BatchAppend`: appends among each other on one call, each answered by its id. */
export function serveBatchAppend(node: Node, call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void {
  const batches = new Map<string, Batch>();
  call.on('data', (request: BatchAppendReq) => {
    const id = uuidText(request.getCorrelationId());
    const options = request.getOptions();
    if (options) batches.set(id, { options, events: [] });
    const batch = batches.get(id);
    if (!batch) return;
    batch.events.push(...request.getProposedMessagesList().map(proposedOf));
    if (!request.getIsFinal()) return;
    batches.delete(id);
    node.seen.batched++;
    try {
      // The call as a whole ends where another node leads, and with it whatever is under way on it.
      node.checkLeader(call.metadata);
    } catch (error) {
      return void call.emit('error', error);
    }
    const answer = batchAnswer(node, batch);
    if (!answer || call.cancelled) return;
    answer.setCorrelationId(request.getCorrelationId());
    call.write(answer.setStreamIdentifier(batch.options.getStreamIdentifier()));
  });
  call.on('end', () => call.end());
}

function batchAnswer(node: Node, { options, events }: Batch): BatchAppendResp | undefined {
  const answer = new streams.BatchAppendResp();
  const deadline = options.getDeadline()?.toDate().getTime() ?? Infinity;
  if (takeOne(node.trouble, 'timedOut') || deadline <= Date.now()) return answer.setError(simpleStatus('Timeout'));
  if (sizeOf(events) > maxAppendSize) return answer.setError(sizeStatus(maxAppendSize));
  const expected: Expected = options.hasStreamPosition() ? BigInt(options.getStreamPosition()) : loose(options);
  const outcome = node.log.append(nameOf(options.getStreamIdentifier()), expected, events);
  if (takeOne(node.trouble, 'lost')) return undefined;
  if (!outcome.kept) return answer.setError(conflictStatus(outcome.current, expected));
  const success = new streams.BatchAppendResp.Success().setCurrentRevision(String(outcome.revision));
  if (outcome.position === undefined) return answer.setSuccess(success);
  return answer.setSuccess(success.setPosition(allPosition(outcome.position)));
}

/** Serves `Streams.Append`: one append on a call of its own. */
export async function serveAppend(node: Node, call: ServerReadableStream<AppendReq, AppendResp>): Promise<AppendResp> {
  node.seen.single++;
  node.checkLeader(call.metadata);
  const events: Proposed[] = [];
  let options: AppendReq.Options | undefined;
  for await (const request of call as AsyncIterable<AppendReq>) {
    const message = request.getProposedMessage();
    options ??= request.getOptions();
    if (message) events.push(proposedOf(message));
  }
  if (!options) throw failure(status.INVALID_ARGUMENT, 'no options');
  if (takeOne(node.trouble, 'timedOut')) throw failure(status.ABORTED, 'Operation timed out');
  if (sizeOf(events) > maxAppendSize) {
    const words = { exception: 'maximum-append-size-exceeded', 'maximum-append-size': String(maxAppendSize) };
    throw failure(status.INVALID_ARGUMENT, `Maximum Append Size of ${maxAppendSize} Exceeded.`, words);
  }
  const stream = nameOf(options.getStreamIdentifier());
  const expected: Expected = options.hasRevision() ? BigInt(options.getRevision()) : loose(options);
  const outcome = node.log.append(stream, expected, events);
  if (takeOne(node.trouble, 'lost')) return new Promise(() => {});
  return singleAnswer(node, stream, expected, outcome);
}

function singleAnswer(node: Node, stream: string, expected: Expected, outcome: Outcome): AppendResp {
  if (outcome.kept) {
    const success = new streams.AppendResp.Success().setCurrentRevision(String(outcome.revision));
    if (outcome.position !== undefined) {
      const position = new streams.AppendResp.Position().setCommitPosition(String(outcome.position));
      success.setPosition(position.setPreparePosition(String(outcome.position)));
    }
    return new streams.AppendResp().setSuccess(success);
  }
  if (node.trouble.old === 'trailers') throw conflictFailure(stream, outcome.current, expected);
  return conflictAnswer(outcome.current, expected, node.trouble.old === 'answer-20.6');
}

function takeOne(trouble: { lost: number; timedOut: number }, which: 'lost' | 'timedOut'): boolean {
  if (trouble[which] === 0) return false;
  trouble[which]--;
  return true;
}

function loose(options: { hasNoStream(): boolean; hasAny(): boolean }): Expected {
  return options.hasNoStream() ? -1n : options.hasAny() ? 'any' : 'stream_exists';
}

function proposedOf(message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage): Proposed {
  const facts = message.getMetadataMap();
  const [type, contentType] = [facts.get('type'), facts.get('content-type')];
  if (type === undefined || contentType === undefined)
    throw failure(status.INVALID_ARGUMENT, 'Required Metadata Property is missing');
  return {
    id: uuidText(message.getId()),
    type,
    contentType,
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

function nameOf(identifier: StreamIdentifier | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
}

function sizeOf(events: readonly Proposed[]): number {
  return events.reduce((sum, { type, data, metadata }) => sum + 2 * type.length + data.length + metadata.length, 0);
}

function allPosition(position: bigint): InstanceType<typeof shared.AllStreamPosition> {
  return new shared.AllStreamPosition().setCommitPosition(String(position)).setPreparePosition(String(position));
}
