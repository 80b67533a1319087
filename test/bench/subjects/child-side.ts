/** An order as it travels to a child process, and the child's answer. */
export interface Outcome {
  readonly value?: unknown
  /** Why there is no value. */
  readonly error?: string
}

/**
 * The child's end of {@link startChild}: says that it is ready, answers orders one after the other, and ends with its
 * parent, however that ended.
 *
 * @param ready  what the parent is told first
 */
export function answerOrders<Order>(answer: (order: Order) => Promise<unknown>, ready: unknown = null): void {
  process.on('disconnect', () => process.exit(0))
  process.on('message', async (order: Order) => {
    let outcome: Outcome
    try {
      outcome = { value: await answer(order) }
    } catch (error) {
      outcome = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
    }
    process.send?.(outcome)
  })
  process.send?.({ value: ready })
}
