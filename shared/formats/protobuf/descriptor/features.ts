import { type Fields, messagesOf, numberOf } from './fields.ts'

/** Where the options of each stand, and in them the features of an edition (google/protobuf/descriptor.proto). */
const PLACES = {
  file: { options: 8, features: 50 },
  message: { options: 7, features: 12 },
  field: { options: 8, features: 21 },
  enum: { options: 3, features: 7 },
}
/** Those that decide over bytes and JSON, with their values in the order of their numbers, from 1 on. */
const FEATURES = [
  { number: 1, name: 'field_presence', values: ['EXPLICIT', 'IMPLICIT', 'LEGACY_REQUIRED'] },
  { number: 2, name: 'enum_type', values: ['OPEN', 'CLOSED'] },
  { number: 3, name: 'repeated_field_encoding', values: ['PACKED', 'EXPANDED'] },
  { number: 5, name: 'message_encoding', values: ['LENGTH_PREFIXED', 'DELIMITED'] },
]

/** What is said about features at a place, each as it stands in a `.proto` file: `features.enum_type = CLOSED`. */
export function featureTexts(declared: Fields, place: keyof typeof PLACES): string[] {
  const { options, features } = PLACES[place]
  const said = messagesOf(declared, options).flatMap((each) => messagesOf(each, features))
  return FEATURES.flatMap(({ number, name, values }) => {
    const value = values[(said.map((each) => numberOf(each, number)).findLast((each) => each !== undefined) ?? 0) - 1]
    return value === undefined ? [] : [`features.${name} = ${value}`]
  })
}

/** The same as options of what has a body. */
export function featureOptions(declared: Fields, place: keyof typeof PLACES): string[] {
  return featureTexts(declared, place).map((text) => `option ${text};`)
}
