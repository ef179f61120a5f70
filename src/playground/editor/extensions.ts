import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentOnInput,
} from '@codemirror/language'
import { EditorState, type Extension, Prec } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view'
import { graphql } from 'cm6-graphql'
import type { GraphQLSchema } from 'graphql'
import { cursor } from './cursor.js'
import { theme } from './theme.js'
import { typeOver } from './type-over.js'

const editing: Extension = [
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  typeOver,
  keymap.of([
    ...closeBracketsKeymap,
    ...defaultKeymap,
    ...historyKeymap,
    ...foldKeymap,
    ...completionKeymap,
  ]),
]

const ran = (submit: () => void) => () => {
  submit()
  return true
}

const wrapped = EditorView.lineWrapping

/** Ctrl-Enter (or Cmd-Enter) before any other meaning of Enter. */
const onSubmit = (submit: () => void): Extension =>
  Prec.highest(keymap.of([{ key: 'Mod-Enter', run: ran(submit) }]))

/** A query: completion and checks by the schema, once there is one. */
export function queryExtensions(schema: GraphQLSchema | undefined, submit: () => void): Extension {
  return [
    onSubmit(submit),
    editing,
    lineNumbers(),
    autocompletion(),
    graphql(schema),
    wrapped,
    placeholder('{ strategies { name title } }'),
    EditorView.updateListener.of(({ state }) => {
      cursor.value = state.selection.main.head
    }),
    theme,
  ]
}

/** Variables, as JSON. */
export function variableExtensions(submit: () => void): Extension {
  return [
    onSubmit(submit),
    editing,
    json(),
    wrapped,
    placeholder('{ "strategy": "pca-ou" }'),
    theme,
  ]
}

/** An answer: JSON that folds and cannot be changed, but can be selected by keyboard. */
export const answerExtensions: Extension = [
  EditorState.readOnly.of(true),
  drawSelection(),
  codeFolding(),
  foldGutter(),
  keymap.of([...defaultKeymap, ...foldKeymap]),
  json(),
  wrapped,
  theme,
]
