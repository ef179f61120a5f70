import { Field, Float, Int, ObjectType } from 'type-graphql'
import { CodebookModule } from '../api/enums.js'

const nullable = true
const CHANCE =
  'Adjusted for the number of codes: about 0, and then often below 0, where codes explain nothing. Null for TIME_SERIES.'

@ObjectType({
  simpleResolvers: true,
  description:
    'Finite set of vectors that the encoder of a module learnt, and the dates or assets of the test range that fell on each. Codes encode what happened, not what will: compare the share of the next day, and the persistence, with the share of the own day.',
})
export class Codebook {
  @Field(() => CodebookModule, { description: 'What its codes describe.' })
  module!: CodebookModule

  @Field(() => Int, { description: 'Number of codes.' })
  size!: number

  @Field(() => Int, { description: 'Number of codes that occur in the test range.' })
  used!: number

  @Field(() => Float, {
    description:
      'Perplexity of the usage in training: how many codes, used evenly, carry as much information.',
  })
  perplexityTrain!: number

  @Field(() => Float, {
    nullable,
    description: 'Perplexity of the usage in the test range; null before its first date.',
  })
  perplexityTest!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Share of codes in the test range that are the code of the trading date before, as a fraction: the baseline of a prediction of codes. TIME_SERIES: over all assets with a code on both dates.',
  })
  persistence!: number | null

  @Field(() => Float, {
    nullable,
    description: `Share of the variance of the return of the market that lies between codes, on the day that a code encodes, the trading date before its own. ${CHANCE}`,
  })
  marketShareOwnDay!: number | null

  @Field(() => Float, {
    nullable,
    description: `Share of the variance of the return of the market that lies between codes, on the date that a code was decided for. ${CHANCE}`,
  })
  marketShareNextDay!: number | null

  @Field(() => Float, {
    nullable,
    description: `marketShareOwnDay of the absolute return. ${CHANCE}`,
  })
  marketSizeShareOwnDay!: number | null

  @Field(() => Float, {
    nullable,
    description: `marketShareNextDay of the absolute return. ${CHANCE}`,
  })
  marketSizeShareNextDay!: number | null
}
