import { expect, test } from 'vitest'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { readPlainFile, readPlainFileSync } from './read-plain-file.ts'

const tooLarge = (bytes: number) => new RephloError('too_large', `${bytes} bytes`)

// Files of /proc say that they are empty, and are not.
test.runIf(process.platform === 'linux')(
  'a file that holds more than it says is bounded by what comes',
  async () => {
    const limits = { name: 'status', mostBytes: 10, tooLarge }
    await expect(readPlainFile('/proc/self/status', limits)).rejects.toMatchObject({ code: 'too_large' })
    expect(() => readPlainFileSync('/proc/self/status', limits)).toThrow(/bytes/)
    const whole = { ...limits, mostBytes: 1_000_000 }
    expect((await readPlainFile('/proc/self/status', whole)).toString()).toMatch(/^Name:/)
    expect(readPlainFileSync('/proc/self/status', whole).toString()).toMatch(/^Name:/)
  },
)
