import type { Admin } from 'kafkajs';
import type { KafkaConnection } from './connect.ts';

/** Lends an admin client to `work`, and disconnects it whatever comes of it. */
export async function withAdmin<T>({ kafka }: KafkaConnection, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
