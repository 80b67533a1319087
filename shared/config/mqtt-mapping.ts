import { isTopicName } from '../kafka/topic-name.ts'
import { parseTopicMapping, type TopicMapping } from '../mqtt/topic-mapping.ts'
import { ConfigurationError, type Settings } from './load.ts'
import { variableOf } from './setting.ts'
import { SETTINGS } from './settings.ts'

/**
 * Which Kafka topic messages belong to that come from a broker or by AWS IoT: one for all, or by the list, which may be there for the
 * listener alone.
 *
 * Apart from the other settings: regular expressions are loaded with it, which no function for HTTP needs.
 *
 * @throws ConfigurationError  it is not clear
 */
export function mqttMapping({ mqttKafkaTopic, mqttTopicRegexList }: Settings): TopicMapping {
  const [fixed, list] = [variableOf(SETTINGS.mqttKafkaTopic.name), variableOf(SETTINGS.mqttTopicRegexList.name)]
  if (mqttKafkaTopic === '' && mqttTopicRegexList === '') {
    throw new ConfigurationError([`Set one of ${fixed} and ${list}: they say which Kafka topic messages go to.`])
  }
  if (mqttKafkaTopic !== '') {
    if (isTopicName(mqttKafkaTopic)) return { topicFor: () => mqttKafkaTopic }
    throw new ConfigurationError([
      `${fixed}: '${mqttKafkaTopic}' is no name of a Kafka topic: 1 to 249 letters, digits, dots, dashes, underscores.`,
    ])
  }
  try {
    return parseTopicMapping(mqttTopicRegexList)
  } catch (error) {
    throw new ConfigurationError([`${list}: ${(error as Error).message}.`])
  }
}
