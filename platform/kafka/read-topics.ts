import type Cluster from 'kafkajs/src/cluster/index.js';
import type Decoder from 'kafkajs/src/protocol/decoder.js';
import errors from 'kafkajs/src/protocol/error.js';
import { flexibleRequest, readItems, readUuid, readValues, writeItems, writeNoTags } from './flexible.ts';

/** A topic as the brokers know it. */
export interface TopicState {
  readonly topic: string;
  /** The broker's own id: another one for a topic that was deleted and made again. */
  readonly id: string;
  /** Node id of the leader of each partition, by its number; -1 where there is none at the moment. */
  readonly leaders: readonly number[];
}

const unknownTopic = 3;
const leaderNotAvailable = 5;
const noId = 'AAAAAAAAAAAAAAAAAAAAAA';

/** Those of the topics that exist. Throws kafkajs's errors. */
export async function readTopics(cluster: Cluster, topics: readonly string[]): Promise<readonly TopicState[]> {
  const broker = await cluster.brokerPool.findConnectedBroker();
  const answers = await broker.connectionPool.send(metadataRequest(topics));
  return answers.flatMap(({ errorCode, ...topic }) => {
    if (errorCode === unknownTopic) return [];
    if (errorCode !== 0 && errorCode !== leaderNotAvailable) throw errors.createErrorFromCode(errorCode);
    return [topic];
  });
}

/** Metadata, version 12: the first whose answers tell topic ids and whose request may leave them out. */
function metadataRequest(topics: readonly string[]) {
  return flexibleRequest({
    apiKey: 3,
    apiVersion: 12,
    apiName: 'Metadata',
    write(encoder) {
      writeItems(encoder, topics, (topic) => {
        encoder.writeBufferInternal(Buffer.from(noId, 'base64url'));
        encoder.writeUVarIntString(topic);
      });
      const [allowAutoTopicCreation, includeTopicAuthorizedOperations] = [false, false];
      encoder.writeBoolean(allowAutoTopicCreation).writeBoolean(includeTopicAuthorizedOperations);
      writeNoTags(encoder);
    },
    read(decoder) {
      decoder.readInt32(); // throttle time
      skipBrokers(decoder);
      decoder.readUVarIntString(); // cluster id
      decoder.readInt32(); // controller
      return readItems(decoder, () => readTopic(decoder));
    },
  });
}

function skipBrokers(decoder: Decoder): void {
  readItems(decoder, () => {
    decoder.readInt32(); // node id
    decoder.readUVarIntString(); // host
    decoder.readInt32(); // port
    decoder.readUVarIntString(); // rack
  });
}

function readTopic(decoder: Decoder): TopicState & { readonly errorCode: number } {
  const errorCode = decoder.readInt16();
  const topic = decoder.readUVarIntString() ?? '';
  const id = readUuid(decoder);
  decoder.readBoolean(); // internal
  const leaders: number[] = [];
  readItems(decoder, () => {
    decoder.readInt16(); // error code: one without a leader has leader -1
    const partition = decoder.readInt32();
    leaders[partition] = decoder.readInt32();
    decoder.readInt32(); // leader epoch
    for (let list = 0; list < 3; list++) readValues(decoder, () => decoder.readInt32()); // replicas, in sync, offline
  });
  decoder.readInt32(); // authorized operations
  return { errorCode, topic, id, leaders };
}
