import { administer, readTopic, uniqueTopic } from '../support/kafka.ts'

/** Makes topics of one partition, all at once; resolves when they can be written to. */
export async function createTopics(hint: string, count: number): Promise<string[]> {
  const topics = Array.from({ length: count }, () => uniqueTopic(hint))
  await administer((admin) => admin.createTopics({ topics, partitions: 1, replicas: 1 }))
  for (const topic of topics) await readTopic(topic, 0)
  return topics
}
