/** Addresses of the real parts that the test command started. */
export const stack = {
  kafka: required('TEST_KAFKA'),
  registry: required('TEST_REGISTRY'),
  dynamodb: required('TEST_DYNAMODB'),
}

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: run the tests with 'npm test [file]', which starts the real parts.`)
  return value
}
