import { MqttFault, protocolError } from './fault.ts'
import { REASON } from './reason.ts'

/** @throws MqttFault  nothing can be published to it: it is empty or a pattern (MQTT 5, 4.7) */
export function checkTopicName(topic: string): void {
  if (topic === '') throw protocolError('A topic has no name.')
  if (topic.includes('+') || topic.includes('#'))
    throw new MqttFault(REASON.topicNameInvalid, 'A topic that is published to has a wildcard.')
}
