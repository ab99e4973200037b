import { formatPlural } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { useSpaces } from './spaces-store.ts'

/** What went wrong, and what an import did. */
export function SpaceMessages() {
  const problem = useSpaces((state) => state.problem)
  const result = useSpaces((state) => state.importResult)
  const clear = useSpaces((state) => state.clearMessages)
  return (
    <>
      {problem !== undefined && (
        <Notice level="error" onDismiss={clear} testId="space-problem">
          {problem}
        </Notice>
      )}
      {result !== undefined && (
        <Notice
          level={result.rejected.length > 0 ? 'warning' : 'good'}
          onDismiss={clear}
          testId="import-result"
        >
          <p>
            {formatPlural(result.imported, 'file')} imported
            {result.rejected.length > 0 && `, ${formatPlural(result.rejected.length, 'file')} left out:`}
          </p>
          {result.rejected.map((file) => (
            <p key={file.name}>
              <strong className="row-title">{file.name}</strong>: {file.reason}
            </p>
          ))}
        </Notice>
      )}
    </>
  )
}
