import { type ExecutionEnvironment, startEnvironment } from '../../support/lambda-runtime/environment.ts'

/** A function under AWS's runtime client. */
export interface Subject {
  readonly environment: ExecutionEnvironment
  /** Until the answer is there, ms. @throws Error  it is not the one that was expected */
  answered(event: object, status?: number): Promise<number>
}

export interface Start {
  readonly client: string
  readonly folder: string
  readonly kafka: string
  readonly freezes?: boolean
}

export async function startSubject({ client, folder, kafka, freezes = false }: Start): Promise<Subject> {
  const environment = await startEnvironment({
    client,
    folder,
    freezes,
    handler: 'http.handler',
    environment: {
      KAFKA_REST_BOOTSTRAP_SERVERS: kafka,
      KAFKA_REST_AUTH_NONE: 'true',
      KAFKA_REST_LOG_LEVEL: 'error',
    },
  })
  return {
    environment,
    async answered(event, status = 200) {
      const startedAt = performance.now()
      const { body, failed } = await environment.invoke(event)
      const tookMs = performance.now() - startedAt
      if (failed || JSON.parse(body.toString()).statusCode !== status) throw new Error(`The function answers ${body}`)
      return tookMs
    },
  }
}
