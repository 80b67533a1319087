/** Stands in for the Kafka client's own client of a schema registry in the Lambda bundle: nothing uses it. See build.ts. */
export {}
