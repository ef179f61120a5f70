import type { JobFailure } from '../../src/store/jobs/end.js'

/** A failure whose kind is known where it is thrown: it crossed a thread, or no class describes it. */
export class TaskError extends Error {
  override readonly name = 'TaskError'
  readonly kind: JobFailure['kind']

  constructor(message: string, kind: JobFailure['kind'], stack?: string) {
    super(message)
    this.kind = kind
    if (stack) this.stack = stack
  }
}
