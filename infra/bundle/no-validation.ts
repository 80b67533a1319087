/**
 * Stands in for the JSON Schema compiler in bundles (see lighter-kafka-client.ts): it makes validators that must not be asked.
 * None is, as they are for options of clients that this project does not use; whoever comes to use one hears of it at once.
 */
export class Ajv2020 {
  addKeyword(): void {}

  compile(): () => never {
    return () => {
      throw new Error('This bundle has no validators of the Kafka client: see infra/bundle/no-validation.ts.')
    }
  }

  errorsText(): string {
    return ''
  }
}
