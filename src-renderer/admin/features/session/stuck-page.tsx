import { ProblemNotice } from '../../ui/problem-notice.tsx'
import './login.css'
import { useSession } from './session-store.ts'

/** Shown when a kept login could not be gone on with, though it may still be good. */
export function StuckPage() {
  const { problem, resume } = useSession()
  return (
    <main className="login">
      <div className="panel login-form">
        <h1>Rephlo gateway</h1>
        <ProblemNotice problem={problem} onRetry={() => void resume()} />
      </div>
    </main>
  )
}
