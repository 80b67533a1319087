/** What has no default: a configuration that is right has this and may have more. */
export const needed = { KAFKA_REST_BOOTSTRAP_SERVERS: 'b1:9092', KAFKA_REST_LISTENERS: 'http://127.0.0.1:8082' }
