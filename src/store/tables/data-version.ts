/** One counter: it grows by one with every publication. */
export interface DataVersionTable {
  id: number
  version: number
  published_at: Date | null
}
