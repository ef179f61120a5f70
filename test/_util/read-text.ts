import type { ReadOptions } from '../../src/data/file-source/market-files.js'
import { readFiles } from '../../src/data/file-source/read-files.js'
import { type Folder, messageOf } from './market-files.js'

let written = 0

/** A price file of this text and what was read of it, its arrays by date and symbol. */
export async function readText(
  folder: Folder,
  text: string | Uint8Array,
  { name = `t${written++}.csv`, ...options }: Partial<ReadOptions> & { name?: string } = {},
) {
  const files = options.files ?? [folder.file(name, text)]
  await using market = await readFiles({ today: '2030-01-01', ...options, files })
  const { prices, found, sectors, factors } = market
  return {
    ...prices,
    found,
    kinds: found.map(({ kind }) => kind),
    sectors,
    factors,
    locate: market.locate,
  }
}

/** The message with which a price file of this text is refused, its folder left out. */
export async function refusalOf(
  folder: Folder,
  text: string | Uint8Array,
  options: Partial<ReadOptions> & { name?: string } = {},
): Promise<string> {
  const message = await messageOf(readText(folder, text, options))
  return message.replaceAll(`${folder.path}/`, '').replaceAll(/\bt\d+\.csv/g, 't.csv')
}
