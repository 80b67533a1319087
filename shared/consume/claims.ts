/** That a caller has an instance, or is about to. */
export interface Claim {
  readonly group: string
  readonly name: string
  /** Epoch milliseconds. */
  readonly since: number
}

/**
 * Which instances callers have, by caller. Deadlines are epoch milliseconds.
 *
 * @throws StoreUnavailable  from every method
 */
export interface Claims {
  /**
   * Notes a claim, or its new time; one more only while there are fewer than `max`.
   *
   * @returns undefined when it is noted, and all there are when it is not
   */
  add(principal: string, claim: Claim, max: number, deadline: number): Promise<readonly Claim[] | undefined>
  /** Removes the claim on an instance; when `since` is given, only if it is still that one. */
  remove(
    principal: string,
    claim: Pick<Claim, 'group' | 'name'> & { readonly since?: number },
    deadline: number,
  ): Promise<void>
}
