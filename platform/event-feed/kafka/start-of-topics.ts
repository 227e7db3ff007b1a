import type { Link } from './link.ts';

const firstOffset = 0;
/** Nothing of the log was delivered. */
const nothing = -1;

/**
 * The checkpoint of a reader that stands before the first record of every topic. A topic that is not there is read
 * from the log, and so is what retention has deleted of one.
 */
export async function startOfTopics(link: Link, categories: readonly string[], partitions: number): Promise<string> {
  const topics = await link.topics(categories);
  const places = categories.map((category) => {
    const topic = topics.get(category);
    const place = `${topic ? firstOffset : ''}:${nothing}`;
    return [category, [topic?.id ?? '', ...Array.from({ length: partitions }, () => place)].join(' ')];
  });
  return JSON.stringify(Object.fromEntries(places));
}
