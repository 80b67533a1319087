import { EMBEDDED_TYPES, V1, V2 } from '../http/media-types.ts'

/** Types of answers that hold no records. */
export const META = [V2, V1]
/** Any v1 or v2 type: what a GET may carry as Content-Type without being refused (contract A.4). */
export const ANY_VENDOR = [...META, ...EMBEDDED_TYPES]
