import { Admin } from '@platformatic/kafka'
import { stack } from './stack.ts'

/** Does something with the client library's own administration, apart from the product's. */
export async function asAdmin<Result>(work: (admin: Admin) => Promise<Result>): Promise<Result> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [stack.kafka] })
  try {
    return await work(admin)
  } finally {
    await admin.close()
  }
}

/** Gives a topic more partitions, all on the test stack's one broker. @param count  how many it has then */
export async function addPartitions(topic: string, count: number): Promise<void> {
  const { partitions } = await asAdmin((admin) => admin.metadata({ topics: [topic] })).then(({ topics }) => {
    const found = topics.get(topic)
    if (!found) throw new Error(`There is no topic ${topic}.`)
    return found
  })
  const brokerIds = Object.values(partitions)[0]?.replicas ?? []
  const assignments = Array.from({ length: count - partitions.length }, () => ({ brokerIds }))
  await asAdmin((admin) => admin.createPartitions({ topics: [{ name: topic, count, assignments }] }))
}
