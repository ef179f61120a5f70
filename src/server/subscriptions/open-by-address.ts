/** Counts what each address holds open. */
export interface OpenByAddress {
  hasRoom(address: string): boolean
  /** Counts one more; the result, called once, gives it back. */
  take(address: string): () => void
  /** Why there is no room. */
  readonly message: string
}

export function createOpenByAddress(most: number, what: string): OpenByAddress {
  const open = new Map<string, number>()
  const add = (address: string, change: number) => {
    const count = (open.get(address) ?? 0) + change
    if (count > 0) open.set(address, count)
    else open.delete(address)
  }
  return {
    hasRoom: (address) => (open.get(address) ?? 0) < most,
    take(address) {
      add(address, 1)
      return () => add(address, -1)
    },
    message: `one address may hold ${most} ${what} open (RESIDUA_MAX_STREAMS): close some, or try again later`,
  }
}
