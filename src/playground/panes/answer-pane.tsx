import { Editor } from '../editor/editor.js'
import { answerExtensions } from '../editor/extensions.js'
import { answers, running } from '../run/run.js'
import { open } from '../tabs/tabs.js'
import { ErrorLines } from './error-lines.js'

/** The newest answer of the open tab, or what to do for one. */
export function AnswerPane() {
  const { id } = open.value
  const answer = answers.value.get(id)
  const isRunning = running.value?.id === id
  return (
    <section id="answer" class="pane" aria-label="Answer" aria-busy={isRunning && !answer}>
      <p class="bar" role="status">
        {isRunning && !answer ? 'Waiting for the answer…' : (answer?.summary ?? 'No answer yet')}
      </p>
      {answer && <ErrorLines errors={answer.errors} />}
      {answer && answer.text !== '' && (
        <Editor key={id} label="Answer" text={answer.text} extensions={answerExtensions} />
      )}
      {!answer && !isRunning && (
        <p class="dim waiting">
          Run the query with the button or <kbd>Ctrl</kbd> <kbd>Enter</kbd>. Saved queries answer
          typical questions; each opens in a tab of its own.
        </p>
      )}
    </section>
  )
}
