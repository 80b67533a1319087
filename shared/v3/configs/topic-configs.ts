import { KafkaError } from '../../kafka/error.ts'
import { isTopicName } from '../../kafka/topic-name.ts'
import { ownerConfigs } from './owner-configs.ts'

const UNKNOWN_TOPIC_OR_PARTITION = 3

/** `…/topics/{topic}/configs`: contract C.4. */
export const { list, get, update, reset, alter } = ownerConfigs((call) => {
  const topic = call.param('topic')
  if (!isTopicName(topic)) throw new KafkaError(UNKNOWN_TOPIC_OR_PARTITION)
  return { type: 'topic', topic }
}, true)
