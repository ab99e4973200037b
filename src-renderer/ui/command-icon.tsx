import {
  AlignLeft, BookOpenText, Bot, Briefcase, ChartColumn, Clipboard, Code, Eraser, FileText, Feather, FoldVertical, GraduationCap, Hash, Heading, Highlighter,
  Languages, Lightbulb, List, ListChecks, Mail, Megaphone, MessageCircleQuestionMark, MessageSquare, PenLine, Quote, Reply, Scale, Scissors,
  Search, Shrink, Smile, Sparkles, SpellCheck, Table, TextQuote, Type, WandSparkles, Zap, type LucideIcon,
} from 'lucide-react'

/** The icons that a Command can name. Listed one by one: a window must not carry two thousand of them. */
const icons: Readonly<Record<string, LucideIcon>> = {
  'align-left': AlignLeft, 'book-open': BookOpenText, 'book-open-text': BookOpenText, bot: Bot, briefcase: Briefcase, chart: ChartColumn,
  clipboard: Clipboard, code: Code, eraser: Eraser, 'file-text': FileText, feather: Feather, 'fold-vertical': FoldVertical, 'graduation-cap': GraduationCap, hash: Hash,
  heading: Heading, highlighter: Highlighter, languages: Languages, lightbulb: Lightbulb, list: List, 'list-checks': ListChecks, mail: Mail,
  megaphone: Megaphone, 'message-circle-question': MessageCircleQuestionMark, 'message-circle-question-mark': MessageCircleQuestionMark,
  'message-square': MessageSquare, 'pen-line': PenLine, quote: Quote, reply: Reply, scale: Scale, scissors: Scissors, search: Search,
  shrink: Shrink, smile: Smile, sparkles: Sparkles, 'spell-check': SpellCheck, table: Table, 'text-quote': TextQuote, type: Type,
  'wand-sparkles': WandSparkles, zap: Zap,
}

export const commandIconNames: readonly string[] = Object.keys(icons)

/** The icon of a Command; an unknown name gets a neutral one. */
export function CommandIcon({ name }: { name: string }) {
  const Icon = icons[name] ?? FileText
  return <Icon aria-hidden strokeWidth={1.75} />
}
