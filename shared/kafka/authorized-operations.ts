import { AclOperations } from '@platformatic/kafka'

/** Not said: the lowest number of 32 bits (KIP-430). */
const NOT_SAID = -0x80000000

const named = Object.entries(AclOperations).filter(([, code]) => code > AclOperations.ALL)

/** Names of the operations that a bit field stands for, bit n for the operation with the code n (KIP-430). */
export function authorizedOperations(bits: number): readonly string[] {
  if (bits === NOT_SAID) return []
  return named.filter(([, code]) => (bits & (1 << code)) !== 0).map(([name]) => name)
}
