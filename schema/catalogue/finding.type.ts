import { Field, Int, ObjectType, registerEnumType } from 'type-graphql'
import { DateScalar } from '../api/scalars.js'
import { Cost } from '../cost/cost.js'
import { historyRows } from '../cost/over-time.js'

const nullable = true

export const Severity = { ERROR: 'error', WARNING: 'warning', NOTE: 'note' } as const
export type Severity = (typeof Severity)[keyof typeof Severity]
registerEnumType(Severity, {
  name: 'Severity',
  description: 'How serious a finding is.',
  valuesConfig: {
    ERROR: { description: 'The data are unusable as they are.' },
    WARNING: { description: 'Probably wrong; results may depend on it.' },
    NOTE: { description: 'Unusual, and handled.' },
  },
})

@ObjectType({
  simpleResolvers: true,
  description:
    'Something suspicious in the price files of a dataset, as the quality report lists it.',
})
export class Finding {
  @Field(() => String, { description: 'Kind of the finding, e.g. `large-return`.' })
  kind!: string

  @Field(() => Severity, { description: 'How serious it is.' })
  severity!: Severity

  @Field(() => String, { description: 'What was found, as a sentence.' })
  message!: string

  @Field(() => Int, { description: 'How often it was found, where the message summarises.' })
  count!: number

  @Field(() => String, { nullable, description: 'Symbol of the asset, where it is of one.' })
  symbol!: string | null

  @Field(() => DateScalar, { nullable, description: 'Date, where it is of one.' })
  date!: string | null

  @Field(() => DateScalar, { nullable, description: 'Last date of a range that begins on `date`.' })
  until!: string | null

  @Field(() => String, { nullable, description: 'Name of the file, where it is of one.' })
  file!: string | null

  @Field(() => Int, { nullable, description: 'Line in that file.' })
  line!: number | null

  @Field(() => Int, { description: 'Number of the version of the dataset whose ingest found it.' })
  version!: number
}

@ObjectType({
  simpleResolvers: true,
  description: 'Findings of the ingests of a dataset.',
})
export class Findings {
  @Field(() => Int, { description: 'Number of findings of all versions.' })
  total!: number

  @Cost(historyRows)
  @Field(() => [Finding], {
    description:
      'Findings of the newest version first, and of each version the most serious first.',
  })
  rows!: readonly Finding[]
}
