import { randomBytes } from 'node:crypto'

/** Fields of a detection and of an object, as many as an astronomical survey sends of each. */
const SOURCE_FIELDS = 90
const OBJECT_FIELDS = 130
const KINDS = ['double', 'float', 'long', 'int', 'boolean'] as const
/** Detections before this one, and images of it. */
const HISTORY = 24
const IMAGES = ['cutoutDifference', 'cutoutScience', 'cutoutTemplate']

interface Field {
  readonly name: string
  readonly type: unknown
  readonly doc: string
}

/** An alert of a survey telescope: a detection with its history, its object and its images; about 40 kB of schema. */
export const alertSchema = JSON.stringify({
  type: 'record',
  name: 'alert',
  namespace: 'bench.survey',
  doc: 'A detection, what was seen at its place before, and images of it.',
  fields: [
    { name: 'alertId', type: 'long', doc: 'Unique identifier of the alert.' },
    {
      name: 'diaSource',
      type: { type: 'record', name: 'diaSource', fields: fieldsOf('source', SOURCE_FIELDS) },
      doc: 'The detection that set the alert off.',
    },
    {
      name: 'prvDiaSources',
      type: ['null', { type: 'array', items: 'bench.survey.diaSource' }],
      doc: 'Detections at the same place before.',
    },
    {
      name: 'diaObject',
      type: ['null', { type: 'record', name: 'diaObject', fields: fieldsOf('object', OBJECT_FIELDS) }],
      doc: 'What the detections are thought to be of.',
    },
    ...IMAGES.map((name) => ({ name, type: ['null', 'bytes'], doc: 'A small image, compressed.' })),
  ],
})

/** An alert of 20 to 80 kB, as avsc has it: wrapped unions, bytes as buffers. */
export function alertValue(index: number): object {
  const source = (at: number) => valuesOf('source', SOURCE_FIELDS, index * 31 + at)
  const images = IMAGES.map((name) => [name, { bytes: randomBytes(6_500 + ((index * 7_919) % 17_000)) }])
  return {
    alertId: 1_000_000_000 + index,
    diaSource: source(0),
    prvDiaSources: { array: Array.from({ length: index % HISTORY }, (_, at) => source(at + 1)) },
    diaObject: { 'bench.survey.diaObject': valuesOf('object', OBJECT_FIELDS, index) },
    ...Object.fromEntries(images),
  }
}

function fieldsOf(of: string, count: number): Field[] {
  return Array.from({ length: count }, (_, at) => {
    const kind = KINDS[at % KINDS.length] as string
    const doc = `Measurement number ${at} of the ${of}, in the unit that the survey's data products state for it; see there for its meaning.`
    return { name: `${of}Measurement${at}`, type: at % 3 === 0 ? ['null', kind] : kind, doc }
  })
}

function valuesOf(of: string, count: number, seed: number): object {
  const value = (kind: string, at: number) => {
    if (kind === 'boolean') return (seed + at) % 2 === 0
    const number = ((seed * 7_919 + at * 104_729) % 1_000_003) / 997
    return kind === 'double' || kind === 'float' ? number : Math.trunc(number)
  }
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => {
      const kind = KINDS[at % KINDS.length] as string
      const present = value(kind, at)
      return [`${of}Measurement${at}`, at % 3 !== 0 ? present : (seed + at) % 4 === 0 ? null : { [kind]: present }]
    }),
  )
}
