import { EditorState, type Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'preact/hooks'

interface EditorProps {
  readonly label: string
  readonly text: string
  readonly extensions: Extension
  readonly onChange?: (text: string) => void
  /** Called with the editor once it exists, and with null after it. */
  readonly onView?: (view: EditorView | null) => void
}

/**
 * A text editor. It stands in a shadow root, where CodeMirror adopts its style sheets instead of writing
 * `<style>` elements, which the content security policy forbids.
 */
export function Editor({ label, text, extensions, onChange, onView }: EditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  useEffect(() => {
    if (!host.current) return undefined
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' })
    const created = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          extensions,
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) onChange?.(state.doc.toString())
          }),
        ],
      }),
    })
    view.current = created
    onView?.(created)
    return () => {
      onView?.(null)
      created.destroy()
      view.current = null
    }
  }, [])
  // What is edited is newer here than outside.
  useEffect(() => {
    if (!onChange) replaceText(view.current, text)
  }, [text])
  return <div class="editor" ref={host} />
}

/** Shows a text that came from outside the editor. */
function replaceText(view: EditorView | null, text: string): void {
  if (!view || view.state.doc.toString() === text) return
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
}
