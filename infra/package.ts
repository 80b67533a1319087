import { buildLambda, OUTPUT } from './bundle/build.ts'

await buildLambda()
console.log(`The Lambda handlers are in ${OUTPUT}.`)
