import { z } from 'zod';
import { EurekaAwayError } from './ask.ts';

/** Some of Eureka's writers give a list of one as that one. */
const listOf = <S extends z.ZodType>(item: S) => z.union([z.array(item), item.transform((one) => [one])]).default([]);

const portSchema = z.object({
  $: z.coerce.number().int(),
  '@enabled': z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]),
});

const instanceSchema = z.object({
  instanceId: z.string().min(1),
  hostName: z.string().default(''),
  ipAddr: z.string().default(''),
  status: z.string().default('UNKNOWN'),
  port: portSchema.optional(),
  securePort: portSchema.optional(),
  actionType: z.string().optional(),
});

/** An instance as the registry tells of it; `actionType` says in a delta what became of it. */
export type RegisteredInstance = z.output<typeof instanceSchema>;

const answerSchema = z.object({
  applications: z.object({
    apps__hashcode: z.string().default(''),
    application: listOf(z.object({ name: z.string().min(1), instance: listOf(instanceSchema) })),
  }),
});

/** What `/apps` and `/apps/delta` answer. */
export interface Applications {
  /** How many instances have which status, all over the registry. */
  readonly hash: string;
  readonly entries: readonly { readonly app: string; readonly instance: RegisteredInstance }[];
}

/** Reads an answer. Throws {@link EurekaAwayError} for what is none of Eureka's. */
export function parseApplications(text: string): Applications {
  try {
    const { applications } = answerSchema.parse(JSON.parse(text));
    return {
      hash: applications.apps__hashcode,
      entries: applications.application.flatMap(({ name, instance }) => {
        return instance.map((one) => ({ app: name.toUpperCase(), instance: one }));
      }),
    };
  } catch (cause) {
    throw new EurekaAwayError('Eureka answered with no list of applications', { cause });
  }
}
