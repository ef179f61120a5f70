import type { ComponentChildren } from 'preact'
import { useContext } from 'preact/hooks'
import { Medium } from '../parts/medium.js'
import type { Asked } from './asked.js'
import { AskedQuery } from './asked-query.js'
import { SavePicture } from './save-picture.js'

interface ToolsProps {
  /** Of the files that are saved. */
  readonly name: string
  readonly queries: readonly Asked[]
  /** Whether the panel has a chart to save. */
  readonly picture?: boolean
  /** Buttons that save its tables. */
  readonly children?: ComponentChildren
}

/** What a panel shows, to take away: its tables, its chart, and its queries; nothing on a page. */
export function Tools({ name, queries, picture = false, children }: ToolsProps) {
  if (useContext(Medium) === 'page') return null
  return (
    <div class="tools">
      {children}
      {picture && <SavePicture name={name} />}
      {queries.map((query) => (
        <AskedQuery key={query.name} query={query} />
      ))}
    </div>
  )
}
