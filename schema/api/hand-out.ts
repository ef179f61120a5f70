import type DataLoader from 'dataloader'
import { takeTurn } from '../../src/lib/turns.js'

/** How the values that a request has read reach its fields. */
export class HandOut {
  /** Fields whose value was read and that wait for their turn. */
  #waiting = 0
  #dispatches: (() => void)[] = []

  /**
   * What one statement answers to many fields reaches each of them in a turn of its own: what the fields
   * compute from it would be one long piece of work.
   */
  inTurns<K, V, C>(loader: DataLoader<K, V, C>) {
    return {
      load: async (key: K): Promise<V> => {
        const value = await loader.load(key)
        this.#waiting++
        await takeTurn()
        this.#waiting--
        if (this.#waiting === 0) this.#dispatchAll()
        return value
      },
    }
  }

  /** Dispatches a batch once every field has its value: fields of many splits then ask for the next one together. */
  readonly afterwards = (dispatch: () => void): void => {
    this.#dispatches.push(dispatch)
    if (this.#waiting === 0) this.#dispatchAll()
  }

  /** After all that the fields ask for in this turn of the event loop. */
  #dispatchAll(): void {
    setImmediate(() => {
      if (this.#waiting > 0) return // the last of them dispatches
      const dispatches = this.#dispatches.splice(0)
      for (const dispatch of dispatches) dispatch()
    })
  }
}
