import { InvalidSchema } from '../../../http/errors/schemas.ts'

/** A name, as it may stand in a `.proto` file; with dots between the parts of a longer one. @throws InvalidSchema */
export function identifier(name: string | undefined): string {
  if (name === undefined || !/^\.?[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(name)) {
    throw new InvalidSchema(`Invalid schema: ${JSON.stringify(name ?? '')} is no name.`)
  }
  return name
}

/** A string literal. */
export function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}
