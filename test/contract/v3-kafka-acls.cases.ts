import { deepEqual } from 'node:assert/strict'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { type Case, get, post, refused, send } from './case.ts'
import { cluster, dataOf, ownCluster } from './v3.ts'

const own = (path: string) => `${ownCluster}/${path}`
const change = { data: [{ name: 'retention.ms', value: '1' }] }

/** Version 3 through a principal that may write to `allowed`, describe `visible`, and do nothing else. */
export const v3KafkaAcls: readonly Case[] = [
  {
    name: 'topics are listed with what the proxy’s principal may do to them',
    contract: 'C.5',
    given: cluster,
    request: get(own('topics?includeAuthorizedOperations=true')),
    answers: { status: 200 },
    afterwards(_, answer) {
      const found = dataOf<{ topic_name: string; authorized_operations: string[] }>(answer)
      deepEqual(
        found.map(({ topic_name, authorized_operations }) => [topic_name, authorized_operations]),
        [
          ['allowed', ['WRITE', 'DESCRIBE']],
          ['visible', ['DESCRIBE']],
        ],
      )
    },
  },
  ...[
    get(own('topics/forbidden')),
    get(own('topics/forbidden/partitions')),
    get(own('topics/forbidden/partitions/0/offset')),
    get(own('topics/visible/configs')),
    get(own('topics/visible/default-configs')),
    send('PUT', own('topics/visible/configs/retention.ms'), JSON_TYPE, { value: '1' }),
    post(own('topics/visible/configs:alter'), JSON_TYPE, change),
    post(own('topics/-/configs:alter'), JSON_TYPE, {
      data: [{ topic_name: 'visible', configs: [{ name: 'retention.ms', value: '1' }] }],
    }),
    send('PATCH', own('topics/visible'), JSON_TYPE, { partitions_count: 2 }),
    send('DELETE', own('topics/visible')),
    post(own('topics'), JSON_TYPE, { topic_name: 'new' }),
    get(own('brokers/1/configs')),
    get(own('brokers/-/configs')),
    get(own('broker-configs')),
    send('PUT', own('broker-configs/background.threads'), JSON_TYPE, { value: '9' }),
    post(own('brokers/1/configs:alter'), JSON_TYPE, change),
    get(own('topics/-/partitions/-/reassignment')),
  ].map(
    (request): Case => ({
      name: `what Kafka does not let the proxy do answers 403 with 40301: ${request.method} ${request.path}`,
      contract: 'D 40301',
      given: cluster,
      request,
      answers: refused(403, 40301),
    }),
  ),
  {
    name: 'the configs of all topics are those that Kafka lets the proxy see',
    contract: 'C.4',
    given: cluster,
    request: get(own('topics/-/configs')),
    answers: { status: 200 },
    afterwards: (_, answer) => deepEqual(dataOf(answer), []),
  },
]
