import { DependencyUnavailable } from '../http/errors/failures.ts'

/** A service's own answer could not be had: it was not reached, or not in time. Says nothing about the token. */
export class ServiceSilent extends DependencyUnavailable {}
