import type { Measure } from './describe-savings.ts'

interface MeasureCardProps {
  title: string
  measure: Measure
  testId: string
}

export function MeasureCard({ title, measure, testId }: MeasureCardProps) {
  return (
    <section className="panel measure" aria-label={title} data-testid={testId}>
      <h2>{title}</h2>
      <p className={`measure-value figures measure-${measure.tone}`}>{measure.value}</p>
      <p className="note">{measure.basis}</p>
      <p className="note soft">{measure.definition}</p>
    </section>
  )
}
