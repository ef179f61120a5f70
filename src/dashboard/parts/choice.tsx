interface ChoiceProps {
  readonly id: string
  readonly label: string
  readonly choices: readonly {
    readonly value: string
    readonly label: string
    readonly disabled?: boolean
  }[]
  readonly chosen: string | undefined
  readonly onChoose: (value: string) => void
}

/** A list to choose from, with its label. */
export function Choice({ id, label, choices, chosen, onChoose }: ChoiceProps) {
  return (
    <label class="field">
      {`${label} `}
      <select
        id={id}
        value={chosen ?? ''}
        disabled={choices.length === 0}
        onChange={({ currentTarget }) => onChoose(currentTarget.value)}
      >
        {choices.map(({ value, label: text, disabled }) => (
          <option key={value} value={value} disabled={disabled}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
