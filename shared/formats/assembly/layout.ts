/** What closes the containers around the one that is open, a byte each. A module that reads JSON keeps this memory free. */
export const CLOSERS: usize = 7 << 10
/** Containers within each other; what is deeper is left to the host. */
export const MAX_DEPTH: usize = 512
