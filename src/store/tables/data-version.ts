/** One counter: it grows by one with every publication. */
export interface DataVersionTable {
  id: number
  version: string
  published_at: Date | null
}
