import { createInstance } from '../consume/create.ts'
import { removeInstance } from '../consume/remove.ts'
import type { Context } from '../context.ts'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { V1 } from '../http/media-types.ts'
import { consumerRef } from './consumer-ref.ts'
import { parseCreateConsumerRequest } from './create-consumer-request.ts'

/** `POST /consumers/{group}`: contract B.4 and, under v1's media type, G. */
export async function create(call: Call, context: Context): Promise<Answer> {
  const group = call.param('group')
  const version = call.contentType === V1 || call.answerType === V1 ? 1 : 2
  const { name, config } = parseCreateConsumerRequest(await call.body(), version, context.settings)
  const instance = await createInstance(
    await context.consume(),
    {
      group,
      config,
      principal: call.identity.principal,
      baseUri: (instanceName) =>
        call.link(`/consumers/${encodeURIComponent(group)}/instances/${encodeURIComponent(instanceName)}`),
      ...(name !== undefined && { name }),
    },
    call.deadline,
  )
  return jsonAnswer(call, { instance_id: instance.name, base_uri: instance.baseUri })
}

/** `DELETE /consumers/{group}/instances/{instance}`: contract B.5. */
export async function remove(call: Call, context: Context): Promise<Answer> {
  await removeInstance(await context.consume(), consumerRef(call), call.deadline)
  return { status: 204, headers: {}, body: null }
}
