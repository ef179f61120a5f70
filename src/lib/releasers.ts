import { toError } from './errors.js'

export type Release = () => void | Promise<void>

/** Closes what was opened, last opened first; the first error is kept and thrown at the end. */
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
