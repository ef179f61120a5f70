import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** The colours of the page, which are custom properties and reach into the editor. */
const frame = EditorView.theme({
  '&': {
    height: '100%',
    color: 'var(--text)',
    backgroundColor: 'var(--panel)',
    fontSize: '12.5px',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace',
    lineHeight: '1.55',
  },
  '.cm-content': { caretColor: 'var(--text)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { color: 'var(--dim)', backgroundColor: 'var(--panel)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    {
      backgroundColor: 'color-mix(in srgb, var(--link) 22%, var(--panel))',
    },
  '.cm-matchingBracket': {
    backgroundColor: 'var(--chosen-shade)',
    outline: '1px solid var(--line-strong)',
  },
  '.cm-tooltip': {
    color: 'var(--text)',
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'inherit' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    color: 'var(--text)',
    backgroundColor: 'color-mix(in srgb, var(--link) 22%, var(--raised))',
  },
  '.cm-completionDetail': { color: 'var(--dim)', fontStyle: 'normal' },
  '.cm-tooltip.cm-completionInfo': {
    maxWidth: 'min(360px, 80vw)',
    padding: '6px 9px',
    fontFamily: 'system-ui, sans-serif',
  },
  '.cm-diagnostic': { padding: '6px 9px', fontFamily: 'system-ui, sans-serif' },
  '.cm-foldPlaceholder': {
    color: 'var(--dim)',
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--line)',
  },
})

const colours = HighlightStyle.define([
  { tag: tags.lineComment, color: 'var(--dim)' },
  { tag: [tags.definitionKeyword, tags.keyword, tags.modifier], color: 'var(--link)' },
  { tag: [tags.attributeName], color: 'var(--dim)' },
  { tag: [tags.variableName], color: 'var(--series-3)' },
  { tag: [tags.string], color: 'var(--good)' },
  { tag: [tags.number, tags.integer, tags.float, tags.bool, tags.null], color: 'var(--series-3)' },
  { tag: [tags.propertyName], color: 'var(--text)' },
])

export const theme = [frame, syntaxHighlighting(colours)]
