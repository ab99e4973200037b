// TZ=Europe/Berlin
import { localDay } from '../../../src-main/metrics/local-day.ts'
for (const at of ['2026-10-25T23:30:00', '2026-03-30T00:30:00']) console.log(localDay(new Date(at).getTime() - 6 * 86_400_000))
