import { toError } from './errors.js'

export type Release = () => void | Promise<void>

/** Closes resources in reverse order of opening; throws the first error at the end. */
export class Releasers {
  readonly #releases: Release[] = []

  push(release: Release): void {
    this.#releases.push(release)
  }

  async release(): Promise<void> {
    let first: Error | undefined
    for (let release = this.#releases.pop(); release; release = this.#releases.pop()) {
      try {
        await release()
      } catch (thrown) {
        first ??= toError(thrown)
      }
    }
    if (first) throw first
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release()
  }
}
