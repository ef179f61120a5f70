/** A backend that is registered with TensorFlow.js, and the device it computes on. */
export interface Opened {
  readonly backend: string
  readonly version: string
  readonly device: string
  readonly threads: number
}
