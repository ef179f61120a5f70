/** The labels of an asset in a sector file; they have no dates. */
export interface SectorLabel {
  readonly symbol: string
  readonly name: string | null
  readonly sector: string | null
}
