type Parts = {
  readonly title?: string
  readonly text?: string
  readonly keepFields?: boolean
  readonly raw?: string
}

/** A template as it stands in tocsin.yaml. */
export function templateYaml(name: string, { title, text, keepFields, raw }: Parts): string {
  const parts = [
    title && `    title: ${scalar(title)}`,
    text && `    text: ${scalar(text)}`,
    text && keepFields && '    keepFields: true',
    raw && `    raw: ${scalar(raw)}`,
  ].filter(Boolean)
  return ['templates:', `  ${quoted(name)}:`, ...parts].join('\n')
}

/** Lines as they are where YAML keeps them so; else one text between quotes, which JSON writes as YAML reads it. */
function scalar(text: string): string {
  // `${NAME}` stands for a variable of the environment in the file.
  const written = text.replaceAll('${', () => '$${')
  const isBlock = written.includes('\n') && !/^\s|[ \t]$|\t|\r|\n\n$/m.test(written)
  if (!isBlock) return JSON.stringify(written)
  const isEnded = written.endsWith('\n')
  const lines = written.replace(/\n$/, '').split('\n')
  return [`|${isEnded ? '' : '-'}`, ...lines.map((line) => (line ? `      ${line}` : ''))].join(
    '\n',
  )
}

function quoted(name: string): string {
  return /^[a-z][\w-]*$/i.test(name) ? name : JSON.stringify(name)
}
