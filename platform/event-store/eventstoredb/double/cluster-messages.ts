import gossip, { type ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import features, { type SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';

/** The nodes of the cluster, one of which leads. */
export function clusterInfo(ports: readonly number[], leader: number): ClusterInfo {
  const { VNodeState } = gossip.MemberInfo;
  const members = ports.map((port, i) =>
    new gossip.MemberInfo()
      .setInstanceId(new shared.UUID().setString(crypto.randomUUID()))
      .setTimeStamp(String(BigInt(Date.now()) * 10_000n))
      .setState(i === leader ? VNodeState.LEADER : VNodeState.FOLLOWER)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress('127.0.0.1').setPort(port)),
  );
  return new gossip.ClusterInfo().setMembersList(members);
}

/** What the server can do, by service and method, in lower case as it tells it. */
export function supportedMethods(old: boolean): SupportedMethods {
  const names = ['read', 'append', 'delete', 'tombstone', ...(old ? [] : ['batchappend'])];
  const methods = names.map((name) =>
    new features.SupportedMethod().setServiceName('event_store.client.streams.streams').setMethodName(name),
  );
  return new features.SupportedMethods().setMethodsList(methods).setEventStoreServerVersion(old ? '20.10.0' : '23.10.0');
}
