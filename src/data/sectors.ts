/** What a sector file says of an asset, whatever the date. */
export interface SectorLabel {
  readonly symbol: string
  readonly name: string | null
  readonly sector: string | null
}
