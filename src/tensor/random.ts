/** A splittable random key: 64 bits of state. Keys are passed and split, never global. */
export interface Key {
  readonly hi: number
  readonly lo: number
}
