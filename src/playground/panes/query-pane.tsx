import type { EditorView } from '@codemirror/view'
import { updateSchema } from 'cm6-graphql'
import { useEffect, useRef } from 'preact/hooks'
import { Editor } from '../editor/editor.js'
import { queryExtensions, variableExtensions } from '../editor/extensions.js'
import { run } from '../run/run.js'
import { schema } from '../schema/session.js'
import { edit, open } from '../tabs/tabs.js'
import { RunBar } from './run-bar.js'

const submit = () => void run()

/** The query of the open tab, its variables, and what can be done with it. */
export function QueryPane() {
  const { id, query, variables } = open.value
  const view = useRef<EditorView | null>(null)
  const served = schema.value
  useEffect(() => {
    if (view.current && served) updateSchema(view.current, served)
  }, [served, id])
  return (
    <section id="query" class="pane" aria-label="Query">
      <RunBar />
      <Editor
        key={`query ${id}`}
        label="Query"
        text={query}
        extensions={queryExtensions(served, submit)}
        onChange={(text) => edit({ query: text })}
        onView={(created) => {
          view.current = created
        }}
      />
      <details class="variables" open={variables.trim() !== ''}>
        <summary>Variables</summary>
        <Editor
          key={`variables ${id}`}
          label="Variables"
          text={variables}
          extensions={variableExtensions(submit)}
          onChange={(text) => edit({ variables: text })}
        />
      </details>
    </section>
  )
}
