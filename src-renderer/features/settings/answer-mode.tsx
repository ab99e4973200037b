import type { AnswerMode, Settings } from '../../../src-shared/entities.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { Setting, SettingGroup } from './setting.tsx'
import { useSettings } from './settings-store.ts'

const modes: readonly { value: AnswerMode; label: string }[] = [
  { value: 'byok', label: 'Own keys' },
  { value: 'dedicated', label: 'Dedicated API' },
]

const hints: Readonly<Record<AnswerMode, string>> = {
  byok: 'With keys of your own, from a model on your computer, or by the rules of Practice.',
  dedicated:
    'From your team’s server, paid with credits. Texts and Spaces are sent there when you run a ' +
    'Command. Your own keys and their provider stay as they are.',
}

/** Where answers come from, for this profile. */
export function AnswerModeSetting({ settings }: { settings: Settings }) {
  const update = useSettings((state) => state.update)
  return (
    <SettingGroup title="Answers">
      <Setting
        title="Answers come from"
        hint={hints[settings.mode]}
        control={
          <Segmented
            label="Answers come from"
            value={settings.mode}
            options={modes}
            onChange={(mode) => void update({ mode })}
            testId="settings-mode"
          />
        }
      />
    </SettingGroup>
  )
}
