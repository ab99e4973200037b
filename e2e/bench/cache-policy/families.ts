import { SeededRandom } from './seeded-random.ts'

/** One line of a trace: seconds from a Monday's midnight. */
export interface Use {
  readonly at: number
  readonly space: string
}

export type FamilyName = 'steady' | 'bursts' | 'rare' | 'mixed'

const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** The shipped trace families; the same on each computer, because each has a fixed seed. */
export const families: Readonly<Record<FamilyName, () => Use[]>> = {
  /** Work at an even pace through office hours, with a lunch break. */
  steady: () => ofSpace('report', steady(new SeededRandom(11), 1_500, 3 * minute)),
  /** A handful of uses within minutes, then hours of nothing. */
  bursts: () => ofSpace('letters', bursts(new SeededRandom(12), 1_200, 7)),
  /** One use a day or so. */
  rare: () => ofSpace('contract', rare(new SeededRandom(13), 400, 26 * hour)),
  /** Spaces that differ from each other, two of which change their rhythm every few weeks. */
  mixed: () => mixed(new SeededRandom(14)),
}

function mixed(random: SeededRandom): Use[] {
  const uses = [
    ...ofSpace('steady', steady(random, 500, 3 * minute)),
    ...ofSpace('hourly', steady(random, 300, 25 * minute)),
    ...ofSpace('bursts', bursts(random, 400, 4)),
    ...ofSpace('rare', rare(random, 500, 20 * hour)),
    ...ofSpace('project', changing(random, [60, 90, 60, 120, 60])),
    ...ofSpace('semester', changing(random, [100, 60, 80, 60, 100])),
  ]
  return uses.toSorted((first, second) => first.at - second.at)
}

function ofSpace(space: string, times: readonly number[]): Use[] {
  return times.map((at) => ({ at: Math.round(at), space }))
}

function steady(random: SeededRandom, count: number, pace: number): number[] {
  const times: number[] = []
  let at = 9 * hour
  while (times.length < count) {
    times.push(at)
    at = nextInOffice(at + random.logNormal(pace, 0.6), random)
  }
  return times
}

/** Skips the lunch break, the evening and the weekend. */
function nextInOffice(at: number, random: SeededRandom): number {
  const time = at % day
  if (time > 12 * hour && time < 13 * hour) return at - time + 13 * hour + random.between(0, 10 * minute)
  if (time < 17.5 * hour && weekday(at) < 5) return at
  const daysOff = weekday(at) >= 4 ? 7 - weekday(at) : 1
  return at - time + daysOff * day + 9 * hour + random.between(0, 30 * minute)
}

function weekday(at: number): number {
  return Math.floor(at / day) % 7
}

function bursts(random: SeededRandom, count: number, size: number): number[] {
  const times: number[] = []
  let at = 9 * hour
  while (times.length < count) {
    const uses = 1 + Math.round(random.logNormal(size, 0.5))
    for (let use = 0; use < uses && times.length < count; use += 1) {
      times.push(at)
      at += random.logNormal(1.2 * minute, 0.7)
    }
    at = awake(at + random.logNormal(5 * hour, 0.6), random)
  }
  return times
}

function rare(random: SeededRandom, count: number, pause: number): number[] {
  const times: number[] = []
  let at = 10 * hour
  while (times.length < count) {
    times.push(at)
    at = awake(at + random.logNormal(pause, 0.7), random)
  }
  return times
}

/** Nobody is at the computer at night. */
function awake(at: number, random: SeededRandom): number {
  const time = at % day
  return time > 7 * hour && time < 23 * hour
    ? at
    : at - time + (time < 12 * hour ? 0 : day) + random.between(7, 11) * hour
}

/** Steady weeks, bursts, rare uses and steady weeks of a slower pace take turns. */
function changing(random: SeededRandom, counts: readonly number[]): number[] {
  const phases = [
    (count: number) => bursts(random, count, 5),
    (count: number) => rare(random, count, 14 * hour),
    (count: number) => steady(random, count, 4 * minute),
    (count: number) => rare(random, count, 30 * hour),
    (count: number) => steady(random, count, 15 * minute),
  ]
  let start = 0
  return counts.flatMap((count, index) => {
    const times = phases[index % phases.length]?.(count).map((at) => at + start) ?? []
    start = Math.ceil(((times.at(-1) ?? start) + day) / (7 * day)) * 7 * day
    return times
  })
}
