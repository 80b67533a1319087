/** Answers in the order of their questions, however soon each of them is known, as the body of a response. */
export interface Answers {
  readonly stream: ReadableStream<Uint8Array>
  /**
   * Puts an answer behind those before it.
   *
   * @param text  never rejects
   * @param cost  what it counts for until the client has taken it
   */
  push(text: Promise<string> | string, cost: number): void
  /** Resolves when less than the limit is open, and when nothing follows or nobody wants the answers any more. */
  room(): Promise<void>
  /** Nothing follows: the response ends with the last answer. */
  end(): void
}

interface Item {
  text: string | undefined
  readonly known: Promise<string> | string
  readonly cost: number
}

/**
 * @param limit   of the costs of all answers that are not taken
 * @param onGone  the client has gone away
 */
export function createAnswers(limit: number, onGone: () => void): Answers {
  const items: Item[] = []
  let open = 0
  let ended = false
  let gone = false
  let arrived: (() => void) | undefined
  let taken: (() => void) | undefined

  function take(item: Item): void {
    open -= item.cost
    if (open < limit) taken?.()
  }

  /** The first answer, and those after it that are known as well; `undefined` behind the last. */
  async function next(): Promise<string | undefined> {
    while (items.length === 0) {
      if (ended || gone) return undefined
      await new Promise<void>((resolve) => {
        arrived = resolve
      })
    }
    const first = items.shift() as Item
    let text = await first.known
    take(first)
    while (items[0]?.text !== undefined && text.length < MAX_JOINED) {
      const item = items.shift() as Item
      text += item.text
      take(item)
    }
    return text
  }

  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const text = await next()
        if (gone) return
        if (text === undefined) controller.close()
        else controller.enqueue(Buffer.from(text))
      },
      cancel() {
        gone = true
        items.length = 0
        open = 0
        arrived?.()
        taken?.()
        onGone()
      },
    },
    // Nothing is taken that the connection has no room for.
    { highWaterMark: 0 },
  )

  return {
    stream,
    push(known, cost) {
      if (gone) return
      const item: Item = { text: typeof known === 'string' ? known : undefined, known, cost }
      if (typeof known !== 'string') {
        void known.then((text) => {
          item.text = text
        })
      }
      items.push(item)
      open += cost
      arrived?.()
    },
    async room() {
      while (open >= limit && !gone && !ended) {
        await new Promise<void>((resolve) => {
          taken = resolve
        })
      }
    },
    end() {
      ended = true
      arrived?.()
      taken?.()
    },
  }
}

/** Characters. */
const MAX_JOINED = 65_536
