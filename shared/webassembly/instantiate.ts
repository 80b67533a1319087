/**
 * Compiles a WebAssembly module that imports nothing, which takes less than a millisecond.
 *
 * @param module  its bytes in base64, as `node infra/assembly/write.ts` leaves them in a `module.ts`
 * @returns its exports, whose types are for the caller to know, and the memory among them
 */
export function instantiate<Exports extends { readonly memory: WebAssembly.Memory }>(
  module: string,
): { readonly exports: Exports; readonly bytes: Buffer } {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(module, 'base64')))
  const exports = instance.exports as unknown as Exports
  return { exports, bytes: Buffer.from(exports.memory.buffer) }
}
