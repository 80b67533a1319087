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
