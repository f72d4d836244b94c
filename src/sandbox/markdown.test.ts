import { expect, test } from 'vitest'
import { type Block, parseMarkdown, type Span } from './page/markdown.js'

/** A tree in one line: tags for what is drawn, plain text for what is not. */
function drawn(blocks: readonly Block[]): string {
  return blocks.map(drawnBlock).join('')
}

function drawnBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${spans(block.spans)}</p>`
    case 'heading':
      return `<h${block.level}>${spans(block.spans)}</h${block.level}>`
    case 'quote':
      return `<q>${drawn(block.blocks)}</q>`
    case 'list': {
      const entries = block.entries.map((entry) => `<li>${spans(entry)}</li>`).join('')
      return block.ordered ? `<ol ${block.start}>${entries}</ol>` : `<ul>${entries}</ul>`
    }
  }
}

function spans(list: readonly Span[]): string {
  return list.map(drawnSpan).join('')
}

function drawnSpan(span: Span): string {
  switch (span.kind) {
    case 'text':
      return span.text
    case 'break':
      return '<br>'
    case 'strong':
      return `<b>${spans(span.spans)}</b>`
    case 'emphasis':
      return `<i>${spans(span.spans)}</i>`
    case 'font':
      return `<c ${span.color ?? 'none'}>${spans(span.spans)}</c>`
    case 'link':
      return `<a ${span.href}>${spans(span.spans)}</a>`
    case 'image':
      return `<img ${span.href} ${span.alt}>`
  }
}

test.each([
  ['a\nb', '<p>a b</p>'],
  ['a  \n  b', '<p>a<br>b</p>'],
  ['a\r\n\r\nb', '<p>a</p><p>b</p>'],
  ['# one\n###### six\n####### seven', '<h1>one</h1><h6>six</h6><p>####### seven</p>'],
  ['#none', '<p>#none</p>'],
  ['text\n## two\ntext', '<p>text</p><h2>two</h2><p>text</p>'],
  ['> a\n> b  \n> c\nd', '<q><p>a b<br>c</p></q><p>d</p>'],
  ['> - a\n> - b', '<q><ul><li>a</li><li>b</li></ul></q>'],
  ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
  ['3. a\n4. b', '<ol 3><li>a</li><li>b</li></ol>'],
  ['-5 %', '<p>-5 %</p>'],
  ['**b** *i* ** x** * y', '<p><b>b</b> <i>i</i> ** x** * y</p>'],
  ['[t](https://x/a_(b)) [no] (u) [x](a b)', '<p><a https://x/a_(b)>t</a> [no] (u) [x](a b)</p>'],
  ['![alt](https://x/p.png)', '<p><img https://x/p.png alt></p>'],
  ['[**b**](u)', '<p><a u><b>b</b></a></p>'],
  ['<font color=#FF0000>r</font>', '<p><c #FF0000>r</c></p>'],
  ['<font color="#00ff00">g</font>', '<p><c #00ff00>g</c></p>'],
  ['<font color="warning">w</font>', '<p><c none>w</c></p>'],
  ['<font color=#FF0000>open', '<p><font color=#FF0000>open</p>'],
  ['a&nbsp;b &lt;', '<p>a\u00a0b &lt;</p>'],
  ['<b>x</b> `code` ~~s~~', '<p><b>x</b> `code` ~~s~~</p>'],
  ['| a |\n|---|', '<p>| a | |---|</p>'],
  ['- [ ] task', '<ul><li>[ ] task</li></ul>'],
  ['', ''],
])('%j is drawn as %s', (text, expected) => {
  expect(drawn(parseMarkdown(text))).toBe(expected)
})

test.each(['>', '[', '*', '**a', '<font>', '![', '- ', '(', '[a]('])(
  'twenty thousand characters of %j are read without harm',
  (part) => {
    const text = part.repeat(Math.ceil(20_000 / part.length))
    expect(drawn(parseMarkdown(text)).length).toBeLessThan(2 * text.length + 100)
  },
)
