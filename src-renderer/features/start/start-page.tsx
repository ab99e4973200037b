import { Button } from '../../ui/button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProviderState } from './provider-state.tsx'
import { useStart } from './start-store.ts'
import './start.css'
import { TryIt } from './try-it.tsx'

const steps = [
  { title: 'Select text', text: 'In any program: a mail, an editor, a web page.' },
  { title: 'Press the hotkey', text: 'Rephlo opens beside it, with what you selected.' },
  { title: 'Pick a Command', text: 'The answer streams in. Enter puts it in place of your selection.' },
]

/** What Rephlo does, whether it is ready, and a place to try it. */
export function StartPage({ onOpenSettings }: { onOpenSettings: () => void }) {
  const hotkey = useStart((state) => state.hotkey)
  const problem = useStart((state) => state.problem)
  return (
    <div className="page">
      <header className="start-head">
        <h1>Work on any text, right where you wrote it.</h1>
        <p className="soft">
          Select text, press one key, pick a Command. Your documents go along as a Space, and Rephlo shows
          what prompt caching saved.
        </p>
      </header>
      {problem !== undefined && <Notice level="error">{problem}</Notice>}
      {hotkey !== undefined && (
        <section className="panel start-hotkey" aria-label="Hotkey" data-testid="start-hotkey">
          <Kbd keys={hotkey.accelerator} large />
          <p className="start-hotkey-state">
            {hotkey.registered ? 'opens Rephlo in every program' : 'does not work yet'}
          </p>
          <Button look="link" onClick={onOpenSettings} data-testid="start-change-hotkey">
            Change hotkey
          </Button>
          {hotkey.problem !== undefined && (
            <div className="start-hotkey-problem">
              <Notice level={hotkey.registered ? 'info' : 'warning'}>{hotkey.problem}</Notice>
            </div>
          )}
        </section>
      )}
      <ol className="start-steps">
        {steps.map((step, index) => (
          <li key={step.title}>
            <span className="start-step-number figures" aria-hidden>
              {index + 1}
            </span>
            <h2>{step.title}</h2>
            <p className="soft note">{step.text}</p>
          </li>
        ))}
      </ol>
      <TryIt />
      <ProviderState onOpenSettings={onOpenSettings} />
    </div>
  )
}
