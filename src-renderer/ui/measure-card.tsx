import './measure-card.css'

/** One figure of a page, with what it means. */
export interface Measure {
  readonly value: string
  /** What the figure means. */
  readonly definition: string
  /** What it was made of, or why it is unknown. */
  readonly basis: string
  /** What it is made of, when that is more than one part. */
  readonly parts: readonly MeasurePart[]
  readonly tone: 'good' | 'bad' | 'neutral'
}

export interface MeasurePart {
  readonly label: string
  readonly value: string
}

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
      {measure.parts.length > 0 && (
        <dl className="measure-parts note figures">
          {measure.parts.map((part) => (
            <div key={part.label}>
              <dt className="soft">{part.label}</dt>
              <dd>{part.value}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className="note">{measure.basis}</p>
      <p className="note soft">{measure.definition}</p>
    </section>
  )
}
