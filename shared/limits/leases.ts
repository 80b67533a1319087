/** What processes share, by whom it is for and which limit it is of. */
export interface LeaseStore {
  /**
   * Takes a part of what a window has.
   *
   * @param owner   whom it is for
   * @param what    name of the limit
   * @param window  number of the window since 1970
   * @param budget  all that the window has
   * @returns undefined when it is taken; how much is left when that is less
   * @throws StoreUnavailable
   */
  take(owner: string, what: string, window: number, amount: number, budget: number): Promise<number | undefined>
}

/** How long a window is. One write leases up to a tenth of it: at the full rate one is made about every second. */
export const WINDOW_MS = 10_000
