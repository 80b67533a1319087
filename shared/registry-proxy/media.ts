import { JSON_TYPE, REGISTRY_TYPE } from '../http/media-types.ts'

/** What a registry answers and reads; its clients name all three. */
export const REGISTRY_TYPES = [REGISTRY_TYPE, 'application/vnd.schemaregistry+json', JSON_TYPE]
