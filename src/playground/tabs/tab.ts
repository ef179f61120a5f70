/** A query that is open for editing. */
export interface Tab {
  readonly id: string
  readonly name: string
  readonly query: string
  /** JSON of an object; empty without variables. */
  readonly variables: string
}

export function newTab(given: Partial<Omit<Tab, 'id'>> = {}): Tab {
  return { id: randomId(), name: 'New query', query: '', variables: '', ...given }
}

/** `crypto.randomUUID` exists only in secure contexts. */
function randomId(): string {
  return Math.random().toString(36).slice(2)
}
